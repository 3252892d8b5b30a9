"""A planner that asks a language model over the OpenAI Chat Completions API: OpenAI's own, or any compatible server.

The key comes from the environment alone, is read when it is needed, and occurs in no message, log or repr of ours.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from codegen.errors import BadInput, PlannerError, UsageError
from codegen.messages import say
from codegen.model.request import Reply, Request
from codegen.planner.document import parse
from codegen.planner.prompt import messages
from codegen.planner.schema import from_strict, strict_schema

if TYPE_CHECKING:
    from openai import OpenAI
    from openai.types.chat import ChatCompletion

OPENAI_URL: Final = "https://api.openai.com/v1"
OPENAI_KEY: Final = "OPENAI_API_KEY"
OTHER_KEY: Final = "CODEGEN_API_KEY"
"""Environment variable of the key for any other server: OpenAI's key goes to OpenAI alone."""

_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(slots=True)
class OpenAIPlanner:
    """Sends a request to ``model`` on the server at ``base_url`` (None: OpenAI's own; ``OPENAI_BASE_URL`` is not read).

    ``timeout``: seconds for one attempt. ``max_retries``: further attempts after a refused or broken connection, 429 and 5xx.
    """

    model: str
    base_url: str | None = None
    timeout: float = 120.0
    max_retries: int = 2
    name: str = field(init=False)  # the model and, unless it is OpenAI's, the server

    def __post_init__(self) -> None:
        """Raises UsageError: no model, or an address that is no plain http(s) URL."""
        if not self.model:
            raise UsageError(say("no model is named: say openai:NAME, or URL#NAME for another server"))
        parts = urlsplit(self.base_url or OPENAI_URL)
        try:
            port_is_number = parts.port != 0
        except ValueError:
            port_is_number = False
        if parts.scheme not in ("http", "https") or not parts.hostname or not port_is_number:
            raise UsageError(
                say("the server's address is not an http or https URL, such as http://localhost:11434/v1#qwen3")
            )
        if parts.username is not None or parts.password is not None or parts.query:
            raise UsageError(
                say(
                    "the server's address holds a user, password or query: put the key into {variable} instead",
                    variable=OTHER_KEY,
                )
            )
        self.name = f"openai:{self.model}" if self.base_url is None else f"{self.base_url}#{self.model}"

    @property
    def sent_to(self) -> str:
        """Host, with the port if it is said."""
        return urlsplit(self.base_url or OPENAI_URL).netloc

    def plan(self, request: Request) -> Reply:
        """Ask the model.

        Raises:
            UsageError: the key is missing; nothing was sent.
            PlannerError: the server cannot be reached, refuses, or its answer cannot be used.
        """
        key = self._key()
        completion, problem = self._ask(request, key)
        if completion is None:  # raised here, out of reach of the exception that holds the request's headers
            raise PlannerError(say("{where}: {what}", where=self.sent_to, what=problem))
        return Reply(intent=self._intent(completion, key), sent_to=self.sent_to, usage=_usage(completion))

    def _key(self) -> str:
        variable = OPENAI_KEY if self.base_url is None else OTHER_KEY
        key = os.environ.get(variable, "").strip()
        parts = urlsplit(self.base_url or OPENAI_URL)
        encrypted = parts.scheme == "https"
        if encrypted and not key:
            raise UsageError(
                say(
                    "{variable} is not set: {server} needs a key; nothing was sent (--model offline needs none)",
                    variable=variable,
                    server=self.sent_to,
                )
            )
        if key and not encrypted and parts.hostname not in _LOOPBACK:
            raise UsageError(
                say(
                    "{variable} would go to {server} unencrypted: use https, or unset it; nothing was sent",
                    variable=variable,
                    server=self.sent_to,
                )
            )
        if not key.isascii() or not key.isprintable():
            raise UsageError(
                say("{variable} holds characters that no key has: set it again; nothing was sent", variable=variable)
            )
        return key or "none"

    def _client(self, key: str) -> OpenAI:
        import openai

        own = self.base_url is None
        return openai.OpenAI(
            api_key=key,
            base_url=self.base_url or OPENAI_URL,
            timeout=self.timeout,
            max_retries=self.max_retries,
            # an account's ids are OpenAI's business alone
            default_headers=None if own else {"OpenAI-Organization": "", "OpenAI-Project": ""},
            # a redirect would take the request to a place that ``sent_to`` does not name
            http_client=openai.DefaultHttpxClient(follow_redirects=False),
        )

    def _ask(self, request: Request, key: str) -> tuple[ChatCompletion | None, str]:
        """The completion, or None and why not."""
        import openai

        wanted: Any = {"name": "intent", "strict": True, "schema": strict_schema()}
        told: Any = messages(request)
        try:
            with self._client(key) as client:
                completion = client.chat.completions.create(
                    model=self.model,
                    messages=told,
                    response_format={"type": "json_schema", "json_schema": wanted},
                )
        except openai.APITimeoutError:
            return None, say("no answer within {seconds:g} s: try again, or a smaller model", seconds=self.timeout)
        except openai.APIConnectionError as e:
            return (
                None,
                say(
                    "cannot be reached ({kind}): is the server running, the address right?",
                    kind=type(e.__cause__ or e).__name__,
                ),
            )
        except openai.APIStatusError as e:
            return None, _status(e.status_code, e.body, key)
        except (openai.OpenAIError, ValueError, TypeError) as e:  # an answer that is no JSON, or no completion
            return None, say(
                "the answer is not a chat completion ({kind}): is this the API's base URL (…/v1)?",
                kind=type(e).__name__,
            )
        if not hasattr(completion, "choices"):
            return None, say("the answer is not a chat completion: is this the API's base URL (…/v1)?")
        return completion, ""

    def _intent(self, completion: ChatCompletion, key: str) -> Mapping[str, Any]:
        """The intent's data in the answer."""
        if not completion.choices:
            raise PlannerError(
                say(
                    "{server}: the answer of {model!r} is empty (no choices): try again",
                    server=self.sent_to,
                    model=self.model,
                )
            )
        choice = completion.choices[0]
        message = choice.message
        refusal = getattr(message, "refusal", None)
        if refusal:
            raise PlannerError(
                say(
                    "{server}: {model!r} declined: {words}",
                    server=self.sent_to,
                    model=self.model,
                    words=_one_line(refusal, key),
                )
            )
        if choice.finish_reason == "length":
            raise PlannerError(
                say(
                    "{server}: the answer of {model!r} was cut off at its length limit: ask for less",
                    server=self.sent_to,
                    model=self.model,
                )
            )
        if choice.finish_reason == "content_filter":
            raise PlannerError(
                say(
                    "{server}: the server's content filter stopped the answer of {model!r}",
                    server=self.sent_to,
                    model=self.model,
                )
            )
        if message is None or not message.content:
            raise PlannerError(
                say("{server}: the answer of {model!r} holds no text", server=self.sent_to, model=self.model)
            )
        try:
            data = parse(message.content)
        except BadInput as e:
            problem = _one_line(str(e), key)
        else:
            if isinstance(data, dict):
                return from_strict(data)
            problem = say("a {kind} instead of an object", kind=type(data).__name__)
        raise PlannerError(
            say(
                "{server}: the answer of {model!r} is no intent: {problem}",
                server=self.sent_to,
                model=self.model,
                problem=problem,
            )
        )


def _status(code: int, body: object, key: str) -> str:
    """What an HTTP status means for the user; the server's own words are added where they cannot be about the key."""
    match code:
        case 401 | 403:
            return say("the key was not accepted (HTTP {code}): check the environment variable", code=code)
        case 404:
            meaning = say("no such model or address")
        case 429:
            meaning = say("too many requests, or no credit left: wait, then try again")
        case _ if code >= 500:
            meaning = say("the server failed: try again later")
        case _ if 300 <= code < 400:
            return say("the server redirects elsewhere (HTTP {code}): name the final address", code=code)
        case _:
            meaning = say("the server refused the request")
    said = body.get("message") or body.get("error") if isinstance(body, Mapping) else None
    words = f": {_one_line(said, key)}" if isinstance(said, str) and said else ""
    return say("{meaning} (HTTP {code}){words}", meaning=meaning, code=code, words=words)


def _one_line(text: str, key: str) -> str:
    """Words of a server, for a message: without the key, on one line, printable, at most 200 characters."""
    hidden = text if key == "none" else text.replace(key, "[key]")
    return " ".join("".join(c if c.isprintable() else " " for c in hidden).split())[:200]


def _usage(completion: ChatCompletion) -> dict[str, int]:
    usage = completion.usage
    if usage is None:
        return {}
    return {"prompt_tokens": usage.prompt_tokens, "completion_tokens": usage.completion_tokens}
