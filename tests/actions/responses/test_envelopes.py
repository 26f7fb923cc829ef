"""Envelopes: their key is made once, they are opened by it alone, and only where they belong."""

import base64
import json
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from survey_app.actions.responses.envelopes import EnvelopeKeys
from survey_app.errors import Malformed, SurveyAppError, UnknownKey
from tests.actions.responses.hpke_by_hand import SUITE, private_key, seal_by_hand
from tests.cli.serving.races import at_once

VECTORS = json.loads((Path(__file__).parents[2] / "conformance" / "envelopes.json").read_text())
INFO = "survey_app 1 merced-high/student 8c1f7b52-5f0e-4c3b-9a57-0d6a0f6f8f11"
LIBRARY = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def from_base64(words):
    return base64.urlsafe_b64decode(words + "=" * (-len(words) % 4))


def sealed_to(public, words=b'{"id": "x"}', info=INFO):
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public)
    return LIBRARY.encrypt(words, key, info.encode())


@pytest.fixture
def envelopes(tmp_path):
    return EnvelopeKeys(tmp_path / "envelopes").make_first()


def test_the_key_is_made_once_and_only_its_owner_can_read_it(envelopes):
    first = envelopes.current()

    assert EnvelopeKeys(envelopes.folder).current() == first
    assert [path.name for path in envelopes.folder.iterdir()] == ["1.pem"]
    assert stat.S_IMODE((envelopes.folder / "1.pem").stat().st_mode) == 0o600
    assert stat.S_IMODE(envelopes.folder.stat().st_mode) == 0o700
    assert (len(first.id), len(first.public), first.public[0]) == (16, 65, 4)


def make_and_tell(folder):
    return EnvelopeKeys(folder).make_first().current().id.encode()


def test_processes_that_start_together_agree_on_one_key(tmp_path):
    assert len(set(at_once(make_and_tell, tmp_path / "envelopes"))) == 1


def test_an_envelope_is_opened_where_it_belongs(envelopes):
    key = envelopes.current()

    assert envelopes.open(key.id, sealed_to(key.public), INFO) == b'{"id": "x"}'


def test_an_older_key_still_opens_and_the_newest_is_sealed_to(envelopes, tmp_path):
    old = envelopes.current()
    other = EnvelopeKeys(tmp_path / "other").make_first()
    new = other.current()
    (other.folder / "1.pem").rename(envelopes.folder / "2.pem")

    assert envelopes.current() == new
    assert envelopes.open(old.id, sealed_to(old.public), INFO) == b'{"id": "x"}'


@pytest.mark.parametrize(
    "change",
    [
        lambda sealed: sealed[:-1],
        lambda sealed: sealed[:-1] + bytes([sealed[-1] ^ 1]),
        lambda sealed: bytes([sealed[0], sealed[1] ^ 1]) + sealed[2:],
        lambda sealed: sealed[:65],
        lambda sealed: sealed[:10],
        lambda sealed: b"",
        lambda sealed: b"\4" + bytes(64) + sealed[65:],
    ],
    ids=["cut", "end changed", "key changed", "key alone", "too short", "nothing", "a point off the curve"],
)
def test_a_changed_envelope_is_not_opened(envelopes, change):
    key = envelopes.current()

    with pytest.raises(Malformed, match="cannot be opened"):
        envelopes.open(key.id, change(sealed_to(key.public)), INFO)


def test_an_envelope_for_another_place_is_not_opened(envelopes):
    key = envelopes.current()

    with pytest.raises(Malformed):
        envelopes.open(key.id, sealed_to(key.public), INFO.replace("student", "family"))


def test_an_envelope_for_another_server_says_so(envelopes, tmp_path):
    other = EnvelopeKeys(tmp_path / "other").make_first().current()

    with pytest.raises(UnknownKey, match="restore instance/envelopes"):
        envelopes.open(other.id, sealed_to(other.public), INFO)


def test_the_error_names_a_key_that_others_can_read_or_that_is_not_a_key(envelopes):
    envelopes.check()
    path = envelopes.folder / "1.pem"

    path.chmod(0o640)
    with pytest.raises(SurveyAppError, match=r"other users can read .*1\.pem; run: chmod 600"):
        envelopes.check()
    path.write_text("nonsense")
    with pytest.raises(SurveyAppError, match=r"1\.pem is not a private key on P-256; restore it"):
        envelopes.current()


def with_key_of(vector, folder):
    """The keys of a server that has the recipient's key of a vector."""
    folder.mkdir()
    pem = private_key(from_base64(vector["private"])).private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    (folder / "1.pem").write_bytes(pem)
    return EnvelopeKeys(folder)


def flipped(sealed, place):
    """The same bytes, with one bit of one of them changed."""
    changed = bytearray(sealed)
    changed[place] ^= 1
    return bytes(changed)


# Each takes what is sealed and what it is bound to, and changes one of them.
TAMPERED = {
    "other id": lambda sealed, info: (sealed, info[:-1] + ("0" if info[-1] != "0" else "1")),
    "other school": lambda sealed, info: (sealed, info.replace("survey_app 1 ", "survey_app 1 x")),
    "other audience": lambda sealed, info: (sealed, info.replace("/", "/x")),
    "other protocol": lambda sealed, info: (sealed, info.replace("survey_app 1 ", "survey_app 2 ")),
    "bit of the key": lambda sealed, info: (flipped(sealed, 40), info),
    "first bit": lambda sealed, info: (flipped(sealed, 65), info),
    "last bit": lambda sealed, info: (flipped(sealed, -1), info),
    "cut": lambda sealed, info: (sealed[:-1], info),
    "longer": lambda sealed, info: (sealed + b"\0", info),
}


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_every_vector_is_opened(tmp_path, vector):
    envelopes = with_key_of(vector, tmp_path / "envelopes")

    assert envelopes.current() == (vector["key"], from_base64(vector["public"]))
    opened = envelopes.open(vector["key"], from_base64(vector["sealed"]), vector["info"])
    assert opened.decode() == vector["plaintext"]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_no_vector_is_opened_after_anything_of_it_was_changed(tmp_path, vector):
    envelopes = with_key_of(vector, tmp_path / "envelopes")
    sealed, info = from_base64(vector["sealed"]), vector["info"]
    opened = []

    for name, change in TAMPERED.items():
        changed = change(sealed, info)
        assert changed != (sealed, info)
        try:
            envelopes.open(vector["key"], *changed)
            opened.append(name)
        except Malformed:
            continue

    assert opened == []


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_another_key_opens_no_vector_even_under_its_name(envelopes, vector):
    other = envelopes.current().id

    with pytest.raises(Malformed, match="cannot be opened"):
        envelopes.open(other, from_base64(vector["sealed"]), vector["info"])


def test_the_vectors_are_what_rfc_9180_makes_of_their_keys():
    known = [vector for vector in VECTORS if "ephemeral" in vector]

    assert len(known) == 3
    for vector in known:
        made_of = vector["plaintext"].encode(), from_base64(vector["public"]), vector["info"].encode()
        ephemeral = private_key(from_base64(vector["ephemeral"]))
        assert seal_by_hand(*made_of, ephemeral) == from_base64(vector["sealed"])
        # The control: the same by the names of AES-128-GCM is something else.
        assert seal_by_hand(*made_of, ephemeral, SUITE[:-1] + b"\1") != from_base64(vector["sealed"])
