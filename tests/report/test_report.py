"""Reports: pure functions; text from outside is data."""

import io
import json

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from codegen.findings import Finding, Location
from codegen.model.intent import Intent, Provenance, Question
from codegen.model.verdict import Claim, Outcome, Record, Status, Verdict
from codegen.report import to_json, to_markdown
from codegen.report.markdown import duration, runs
from codegen.report.text import summary


def printed(record: Record, **options: bool) -> str:
    buffer = io.StringIO()
    Console(file=buffer, width=200).print(summary(record, **options))
    return buffer.getvalue()


INTENT = Intent.model_validate(
    {
        "units": "mm",
        "material": "6061",
        "provenance": [
            {"pointer": "/material", "origin": "text", "role": "material", "span": [0, 4], "text": "6061"},
        ],
    }
)
RECORD = Record(
    command="make",
    outcome=Outcome.PASSED,
    request="6061 | <b>plate</b>\n# heading ![x](http://e.vil)",
    planner="offline",
    intent=INTENT,
    verdict=Verdict(
        (Claim("no-gouge", "nothing cut away", Status.PROVEN, "height map", "0 mm", "δ = 0.05 mm", ((3, 9),)),), ()
    ),
    program_name="program.ngc",
)


def test_markdown_defuses_what_the_user_wrote() -> None:
    text = to_markdown(RECORD)
    assert "<b>" not in text.replace("\\<b>", "")
    assert "![x]" not in text
    assert "\n# heading" not in text
    assert "| nothing cut away | proven | 0 mm | δ = 0.05 mm | height map | 3–9 |" in text


@given(st.text(max_size=300))
def test_no_text_breaks_a_report(text: str) -> None:
    record = Record(
        command="make",
        outcome=Outcome.REFUSED,
        request=text,
        findings=(Finding("unread-words", text, where=Location(line=1, column=2, block=text)),),
        questions=(Question(id="q", slot="depth", text=text[:300]),),
    )
    markdown = to_markdown(record)
    rows = [line for line in markdown.splitlines() if line.startswith("| unread-words")]
    assert len(rows) == 1
    json.dumps(to_json(record), allow_nan=False)
    assert printed(record)


def test_understood_quotes_the_words() -> None:
    assert "“6061”" in printed(RECORD)
    assert to_json(RECORD)["understood"] == [
        {"what": "material", "value": "6061", "source": "“6061”", "pointer": "/material"}
    ]


def test_the_screen_says_where_the_request_went() -> None:
    assert "sent nowhere" in printed(RECORD)
    sent = Record(command="make", outcome=Outcome.REFUSED, request="x", planner="openai:m", sent_to="api.example.com")
    assert "sent to api.example.com" in printed(sent)
    assert "api.example.com" in to_markdown(sent)


def test_a_finding_points_with_a_caret() -> None:
    finding = Finding(
        "arc-geometry", "radii differ", where=Location(file="p.ngc", line=7, column=4, end_column=8, block="G2 X10 I-5"),
        remedy="check I",
    )  # fmt: skip
    lines = printed(Record(command="check", outcome=Outcome.FAILED, findings=(finding,))).splitlines()
    at = next(i for i, line in enumerate(lines) if "G2 X10 I-5" in line)
    assert "p.ngc:7:4: error [arc-geometry] radii differ" in lines[at - 1]
    assert lines[at + 1].index("^") == lines[at].index("X10")
    assert lines[at + 1].count("^") == 4
    assert "remedy: check I" in lines[at + 2]


def test_json_pointer_provenance_of_answers_and_tables() -> None:
    intent = INTENT.model_copy(
        update={"provenance": (Provenance(pointer="/units", origin="answer", text="mm"),
                               Provenance(pointer="/material", origin="table", note="EN 573"))}
    )  # fmt: skip
    sources = [
        line["source"] for line in to_json(Record(command="make", outcome=Outcome.PASSED, intent=intent))["understood"]
    ]
    assert sources == ["table: EN 573", "answer “mm”"]


def test_duration_and_runs() -> None:
    assert [duration(s) for s in (0.4, 59.4, 75, 3600, 5400)] == [
        "0 s",
        "59 s",
        "1 min 15 s",
        "1 h 0 min",
        "1 h 30 min",
    ]
    assert runs([(1, 3), (5, 5)]) == "1–3, 5"
    assert runs([(i, i) for i in range(1, 9)]) == "1, 2, 3, 4, 5, 6 and 2 more"


def test_a_value_edited_by_hand_no_longer_quotes_the_words() -> None:
    intent = Intent.model_validate(
        {
            "units": "mm",
            "stock": {"kind": "box", "x": 200, "y": 60, "z": 20},
            "provenance": [
                {"pointer": "/stock/x", "origin": "text", "role": "x", "text": "100"},
                {"pointer": "/stock/y", "origin": "text", "role": "y", "text": "60"},
            ],
        }
    )
    lines = to_json(Record(command="make", outcome=Outcome.PASSED, intent=intent))["understood"]
    assert lines[0]["source"] == "the intent itself, changed since “100” was read"
    assert lines[1]["source"] == "“60”"
