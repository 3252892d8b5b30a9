"""Claims: findings fail them, acceptance by name keeps them visible."""

from codegen.findings import Finding, Severity
from codegen.model.verdict import Outcome, Status
from codegen.pipeline.claims import verdict


def test_no_findings_no_failure() -> None:
    result = verdict(findings=(), simulation=None)
    assert result.outcome is Outcome.PASSED
    assert all(c.status is Status.RULE_CHECKED for c in result.claims)


def test_without_simulation_nothing_is_proven() -> None:
    assert not any(c.status is Status.PROVEN for c in verdict(findings=(), simulation=None).claims)


def test_an_error_fails_its_claim_and_the_verdict() -> None:
    result = verdict(findings=(Finding("missing-length-offset", "x"),), simulation=None)
    assert result.outcome is Outcome.FAILED
    assert {c.id for c in result.claims if c.status is Status.FAILED} == {"length-offsets"}


def test_an_error_without_a_claim_of_its_own_gets_one() -> None:
    result = verdict(findings=(Finding("no-tool", "x"),), simulation=None)
    assert {c.id for c in result.claims if c.status is Status.FAILED} == {"no-no-tool"}


def test_a_warning_fails_nothing() -> None:
    result = verdict(findings=(Finding("travel-limit", "x", Severity.WARNING),), simulation=None)
    assert result.outcome is Outcome.PASSED


def test_acceptance_is_by_name_and_stays_visible() -> None:
    found = (Finding("travel-limit", "too far"), Finding("speed-limit", "too fast"))
    one = verdict(findings=found, simulation=None, accept=["travel"])
    assert one.outcome is Outcome.FAILED, "the other claim still stands"
    both = verdict(findings=found, simulation=None, accept=["travel", "cutting-conditions"])
    assert both.outcome is Outcome.PASSED
    assert {c.id for c in both.claims if c.status is Status.ACCEPTED} == {"travel", "cutting-conditions"}
    assert len(both.findings) == 2
    assert all("accepted by the user" in f.message for f in both.findings)


def test_accepting_what_did_not_fail_changes_nothing() -> None:
    plain = verdict(findings=(), simulation=None)
    assert verdict(findings=(), simulation=None, accept=["travel", "no-such-claim"]) == plain
