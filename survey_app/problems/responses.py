"""Responses that we refuse: what the JSON API, the form and `responses import` say. No text holds an answer."""

_AGAIN = "; try again"

REFUSED = {
    "survey_closed": "this survey is closed",
    "round_takes_no_more": "the round of this response accepts no more responses",
    "code_used": "another response used this code, or the code was taken back",
    "id_used": 'another response has this id; send this one with "anew": true, or with its own id',
    "code_missing": "the access code is missing",
    "code_typo": "the access code has a typing error",
    "code_unknown": "the access code is unknown",
    "other_origin": "a page of another site sent this",
    "too_many_malformed": "too many malformed requests",
    "line_full": "too many responses are waiting" + _AGAIN,
    "server_stopping": "this server is stopping" + _AGAIN,
    "not_stored": "the response could not be stored" + _AGAIN,
    "not_stored_now": "the response cannot be stored now" + _AGAIN,
    "not_locked_now": "responses cannot be locked now" + _AGAIN,
    "database_busy": "the database is busy" + _AGAIN,
}
BODIES = {
    "response_too_large": "a response can be at most 64 KiB",
    "not_json": "send application/json in UTF-8",
    "not_a_form": "send the form of this page",
    "form_unreadable": "the form cannot be read",
    "body_cut_off": "the connection ended before the whole body arrived",
    "json_too_deep": "the JSON is nested too deeply",
    "not_an_object": "the body is not one JSON object",
    "body_not_utf8": "the body is not UTF-8",
    "body_not_a_code": "the body must have the key code and no other",
    "protocol_unknown": "this server reads only protocol %(protocol)s and bare bodies",
    "envelope_keys": "an envelope must have the keys protocol, id, key and sealed, and no others",
    "envelope_of_other_id": "the envelope holds a response with another id",
    "envelope_key_unknown": (
        "this server does not have this key; keep the response, and restore instance/envelopes"
    ),
    "envelope_closed": "the envelope cannot be opened: it was changed, or it was sealed for another survey",
    "sealed_not_base64": "sealed is not base64url",
    "response_keys": "a response must have only the keys %(keys)s, code, round, salt and anew",
    "id_wrong": "id is not a version 4 UUID",
    "language_wrong": "the survey does not have this language",
    "channel_wrong": "channel is not one of %(known)s",
    "spoken_wrong": 'nobody here knows this spoken language; take its tag from languages.yaml, or "%(other)s"',
    "answers_wrong": "answers is not an object",
    "anew_wrong": "anew must be true or false",
    "salt_wrong": "salt must be 22 characters of base64url (16 random bytes)",
    "code_not_null": "code must be null: this link is open to everyone",
    "version_wrong": "no survey of this version was published for this audience",
}
FILES = {
    "responses_too_large": "%(path)s: the file is larger than 64 MiB; no device writes such a file",
    "responses_unreadable": "%(path)s: %(reason)s",
    "responses_not_utf8": "%(path)s: the file is not text in UTF-8",
    "responses_not_json": (
        "%(path)s:%(line)s:%(column)s: the JSON is damaged or cut off; save the file on the device again"
    ),
    "responses_too_deep": "%(path)s: the JSON is nested too deeply; no device writes such a file",
    "responses_endless_number": "%(path)s: a number in it is too long to read; no device writes such a file",
    "responses_other_file": (
        '%(path)s: this is not a file of responses; such a file begins with {"format": "%(format)s"'
    ),
    "responses_other_protocol": (
        "%(path)s: the file is not in protocol %(protocol)s; import it with a newer version"
    ),
    "saved_without_body": "it has no address and body",
    "saved_for_no_survey": "no survey here has this address",
    "saved_too_deep": "it is nested too deeply",
    "saved_too_large": "it is larger than a response can be",
}
