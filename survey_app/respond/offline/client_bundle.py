"""The kit of the offline client (not the printed one): its words in one language, and the key that seals responses."""

import base64
import json
from collections.abc import Callable, Iterable

from flask_babel import force_locale
from flask_babel import gettext as _

from survey_app.actions.responses.envelopes import PROTOCOL, PublicKey
from survey_app.languages.locales import locale_name
from survey_app.respond.survey_page import code_message
from survey_app.surveys.model import Survey
from survey_app.surveys.sizes import envelope_size

Words = dict[str, str]


def render_kit(language: str, key: PublicKey, versions: Iterable[Survey], *more: Callable[[], Words]) -> str:
    """Render the kit as JSON: {"protocol", "key": {"id", "public"}, "sizes": {version: bytes to seal}, "words"}.

    The script fills in names in braces. more: words that not every site needs.
    """
    with force_locale(locale_name(language)):
        words = {
            **_waiting_words(),
            **_help_words(),
            **_arrival_words(),
            **_draft_words(),
            **_listening_words(),
            "easy": _("Larger text, one question at a time"),
            **_keeping_words(),
            **_shared_words(),
            **_code_words(),
            **{name: said for each in more for name, said in each().items()},
        }
    public = base64.urlsafe_b64encode(key.public).rstrip(b"=").decode()
    kit = {
        "protocol": PROTOCOL,
        "key": {"id": key.id, "public": public},
        "sizes": {survey.version: envelope_size(survey) for survey in versions},
        "words": words,
    }
    return json.dumps(kit, ensure_ascii=False)


def _waiting_words() -> Words:
    return {
        "strip": _("Responses on this device"),
        "waiting": _("Responses waiting to be sent: %(count)s", count="{count}"),
        "since": _("Waiting since %(time)s.", time="{time}"),
        "old": _(
            "A response has been waiting for more than a day. Please connect this device to the internet.",
        ),
        "why_offline": _("There is no connection."),
        "why_busy": _("Many people are sending right now."),
        "why_strange": _(
            "This network answers in our place. Maybe someone has to sign in to the Wi-Fi first."
        ),
        "why_failing": _("Our server has a problem."),
        "send_now": _("Send now"),
        "save_file": _("Save to a file"),
        "sending": _("Sending your answers…"),
    }


def _help_words() -> Words:
    return {
        "help": _("A response from %(time)s needs help.", time="{time}"),
        "help_closed": _("The survey was over when it arrived, so it was not stored."),
        "help_already_used": _("Its code was already used, or taken back."),
        "help_code_unknown": _("Its access code is not for this survey."),
        "help_code_typo": _("There is a typing error in its access code."),
        "help_code_missing": _("It has no access code."),
        "help_too_large": _("It is too large."),
        "help_unknown_key": _("The server no longer has the key that opens it."),
        "help_other": _("The server could not take it (%(code)s).", code="{code}"),
        "try_again": _("Try again"),
    }


def _arrival_words() -> Words:
    return {
        "arrived": _("Your answers have arrived. Receipt: %(receipts)s", receipts="{receipts}"),
        "not_taken": _("Answers that could not be stored as they were: %(count)s", count="{count}"),
        "receipt": _("Your receipt"),
        "has_arrived": _("Your answers have arrived."),
        "fine": _("OK"),
        "thanks": _("Thank you"),
        "finished_title": _("Your answers are safe on this device"),
        "finished_text": _(
            "They are locked, and only our server can open them. They are sent as soon as there "
            "is a connection and any page of this site is open.",
        ),
        "finished_close": _("You can close this page."),
        "finished_help": _(
            "They are still here, but the server could not take them. The top of this page says "
            "why. Please tell the school office.",
        ),
        "back": _("Back to the page of this school"),
    }


def _code_words() -> Words:
    return {code: code_message(code) for code in ("code_missing", "code_typo", "code_unknown")}


def _draft_words() -> Words:
    return {
        "saved": _("Saved on this device"),
        "not_saved": _("Not saved on this device"),
        "draft_title": _("There are unfinished answers on this device"),
        "draft_text": _("If they are yours, you can go on with them. If they are not, erase them."),
        "draft_continue": _("Go on with them"),
        "draft_erase": _("Erase them"),
        "safe_draft": _("Your answers are safe on this device and come back with the connection."),
        "safe_open": _("You can go on with them now:"),
        "safe_waiting": _(
            "Your finished answers are safe on this device. They are sent when there is a connection."
        ),
        "without": _("This browser cannot keep answers. Please stay on this page until they are sent."),
    }


def _listening_words() -> Words:
    return {"listen": _("Listen"), "stop": _("Stop")}


def sound_words() -> Words:
    """Say what a site with recorded clips needs to say."""
    return {
        "sound_missed": _("Not all of the sound could be played. Please check the connection and try again."),
        "sound_keep": _("Also keep the sound (%(size)s MB)", size="{size}"),
        "sound_progress": _("Sounds kept: %(done)s of %(total)s", done="{done}", total="{total}"),
        "sound_kept": _("The sound is kept on this device too."),
        "sound_erase": _("Delete the sound from this device"),
        "sound_erased": _("The sound was deleted from this device."),
        "sound_full": _(
            "There is not enough room on this device for the sound. Everything else is still kept."
        ),
    }


def _keeping_words() -> Words:
    return {
        "keep": _("Make available offline"),
        "keep_text": _(
            "Keep this survey on this device, for when there is no connection: about %(size)s kB.",
            size="{size}",
        ),
        "keep_progress": _("Pages kept: %(done)s of %(total)s", done="{done}", total="{total}"),
        "keep_failed": _("Not everything could be kept. Please check the connection and try again."),
        "kept": _("This page also opens without a connection."),
        "keep_more": _(
            "This page is kept for when there is no connection. Keep its other languages and pages too: "
            "about %(size)s kB.",
            size="{size}",
        ),
        "no_page": _("There is no connection, and that page is not kept on this device."),
        "pages_kept": _("These pages open without a connection:"),
        "no_pages_kept": _("No page of a school is kept on this device yet."),
        "no_language": _(
            "This language cannot be opened now. Your answers are still here. "
            "Please check your connection and try again.",
        ),
        "device": _("About this device"),
        "yes": _("yes"),
        "no": _("no"),
        "worker_runs": _("running"),
        "storage": _("%(used)s kB used, %(free)s MB free", used="{used}", free="{free}"),
    }


def _shared_words() -> Words:
    return {
        "choose_language": _("Choose your language"),
        "shared": _("Shared device"),
        "shared_waiting": _("Waiting to be sent: %(count)s", count="{count}"),
        "shared_leave": _("Leave"),
        "shared_hold": _("Hold the button for two seconds"),
        "shared_idle": _("Are you still there?"),
        "shared_idle_text": _(
            "In %(seconds)s seconds everything here is erased for the next person.",
            seconds="{seconds}",
        ),
        "shared_stay": _("I am still here"),
        "shared_next": _("Next person"),
        "shared_over": _("Stop sharing this device?"),
        "shared_left": _(
            "Responses that still wait here: %(count)s. They stay on this device, locked, and are "
            "sent when there is a connection.",
            count="{count}",
        ),
        "shared_none": _("Nothing waits here. Everything was sent."),
        "shared_leave_now": _("Stop sharing"),
        "shared_go_on": _("Go on"),
        "shared_refused": _(
            "This browser cannot be used as a shared device, because it cannot keep answers.",
        ),
    }
