"""A page says which of its words are recorded; a clip comes and goes at once; nothing else changes."""

import pytest
from lxml import html
from sqlalchemy.orm import Session

from survey_app.actions.texts.change_texts import Said, say
from survey_app.actions.texts.read_texts import texts_in
from survey_app.languages.catalogs import public_messages
from survey_app.languages.listed import SOURCE
from survey_app.respond.pages import render_survey
from survey_app.surveys.text import Text
from survey_app.surveys.words.aloud import aloud_of
from survey_app.surveys.words.clips import Clip
from survey_app.surveys.words.places import Placed, Where
from survey_app.surveys.words.standing import Source, lines_of
from survey_app.surveys.words.wordings import INTERFACE
from tests.respond.door_samples import SURVEY
from tests.respond.page_samples import LIBRARY, MERCED, a_link
from tests.respond.sound.conftest import ANA, OURS

PAGE = f"{SURVEY}/es"
ALOUD = "//legend | //*[@class='field']/label | //*[@class='note'] | //*[@class='group'] | //fieldset/label"


def marks(page: str) -> dict[str, str]:
    """Words of elements that have a clip → the names of their clips."""
    marked = html.fromstring(page).xpath("//*[@data-sound]")
    return {" ".join(each.text_content().split()): each.get("data-sound") for each in marked}


def policy(answer) -> str:
    return answer.headers["Content-Security-Policy"]


def test_the_words_that_are_recorded_have_the_name_of_their_clip(client, speaker):
    (belong,) = speaker.record("Belong? (es)")
    (some,) = speaker.record("some (es)")

    assert marks(client.get(PAGE).text) == {"Belong? (es)": belong, "some (es)": some}


def test_words_of_our_own_are_recorded_once_for_each_number(client, speaker):
    names = speaker.record("Se pueden elegir hasta 2.", "Prefiero no decir")

    assert len(names) == 2
    assert sorted(marks(client.get(PAGE).text).values()) == sorted(names)


def test_the_page_says_how_many_bytes_its_clips_have_and_may_play_them(client, speaker):
    speaker.record("Belong? (es)", "yes (es)")
    page = client.get(PAGE)
    total = len("sound of Belong? (es)") + len("sound of yes (es)")

    assert f'data-sound-bytes="{total}"' in page.text
    assert "media-src 'self' blob:" in policy(page)
    # The headers of "not modified" replace those that a browser kept.
    assert "media-src 'self' blob:" in policy(
        client.get(PAGE, headers={"If-None-Match": page.headers["ETag"]})
    )


def test_without_a_script_each_clip_has_a_player_that_loads_nothing_by_itself(client, speaker):
    (name,) = speaker.record("Belong? (es)")
    (player,) = html.fromstring(client.get(PAGE).text).xpath("//noscript//details//li")

    assert player.text == "Belong? (es)"
    assert dict(player[0].attrib) == {"controls": "", "preload": "none", "src": f"/s/sound/{name}.mp3"}


def test_every_other_page_has_not_a_byte_more(client, speaker):
    others = ["/s/merced-high/es", f"{SURVEY}/ar", f"{SURVEY}/en"]
    before = [client.get(each) for each in (*others, PAGE)]
    speaker.record("Belong? (es)")
    after = [client.get(each) for each in others]

    assert [each.data for each in after] == [each.data for each in before[:-1]]
    assert not any("media-src" in policy(each) or "sound" in each.text for each in (*before, *after))


def test_the_client_learns_of_sound_only_where_somebody_has_recorded_some(client, speaker):
    files = ("/s/kit/es", "/s/sw.js")
    before = [client.get(each).text for each in files]
    speaker.record("Belong? (es)")
    kit, worker = (client.get(each).text for each in files)

    assert [each.count("/s/sound/") for each in (*before, kit, worker)] == [0, 0, 0, 2]
    assert [each.count("Guardar también el audio") for each in (before[0], kit)] == [0, 1]
    # What is left of sounds goes where there are none any more.
    assert 'caches.delete("survey_app sounds")' in before[1]


def test_a_clip_that_is_removed_or_replaced_is_gone_from_the_next_page(client, speaker):
    (first,) = speaker.record("Belong? (es)")
    client.get(PAGE)
    (second,) = speaker.record("Belong? (es)", sound="another voice")

    assert marks(client.get(PAGE).text) == {"Belong? (es)": second}
    assert client.get(f"/s/sound/{first}.mp3").status_code == 404
    speaker.remove("Belong? (es)")
    assert marks(client.get(PAGE).text) == {}
    assert client.get(f"/s/sound/{second}.mp3").status_code == 404


@pytest.fixture
def mend(door_engine, clock):
    def mend_one(source: str, words: str) -> None:
        with Session(door_engine) as session:
            line = next(each for each in texts_in(session, OURS, "es") if each.source == source)
            say(session, ANA, OURS, line, Said(words, "reviewed"))
        clock.now += 2

    return mend_one


def test_a_clip_of_older_words_is_kept_and_not_played(client, speaker, mend, door_engine):
    (name,) = speaker.record("Belong? (es)")
    mend("Belong?", "¿Pertenece?")

    assert marks(client.get(PAGE).text) == {}
    with Session(door_engine) as session:
        assert [each.key for each in speaker.recordings(session).old] == ["family.belong.ask"]
    mend("Belong?", "Belong? (es)")
    assert marks(client.get(PAGE).text) == {"Belong? (es)": name}


def test_a_new_recording_of_a_text_takes_the_place_of_its_old_one(client, speaker, mend, door_engine):
    speaker.record("Belong? (es)")
    mend("Belong?", "¿Pertenece?")
    speaker.record("¿Pertenece?")

    with Session(door_engine) as session:
        assert [each.words for each in speaker.recordings(session).kept] == ["¿Pertenece?"]


def test_a_form_that_comes_back_can_be_listened_to(client, speaker):
    (name,) = speaker.record("Belong? (es)")
    page = client.post(PAGE, data={"belong": "nothing"})

    assert page.status_code == 422
    assert name in page.text
    assert "media-src 'self' blob:" in policy(page)


def everything_recorded(survey, language):
    """A made-up clip of all that somebody can read aloud of a survey."""
    ours = [
        Placed(each.key, Where(INTERFACE), Text(words={SOURCE: each.source, language: each.words}))
        for each in public_messages(language)
        if each.words
    ]
    sources = [Source.of(survey.name, survey), Source(INTERFACE, "", "", tuple(ours))]
    every = aloud_of(lines_of(sources, (), language), [survey])
    return tuple(
        Clip(OURS, language, each.words, each.key, each.id.rjust(32, "0"), 1000, 10) for each in every
    )


@pytest.mark.parametrize("name", LIBRARY)
def test_all_that_a_page_reads_aloud_can_be_recorded_but_what_names_the_school(app, name):
    link = a_link(LIBRARY[name], clips=everything_recorded(LIBRARY[name], "es"))
    with app.test_request_context():
        page = html.fromstring(render_survey(link, "es"))
    read = [each for each in page.xpath(ALOUD) if not each.xpath("ancestor::noscript")]
    mute = {" ".join(each.text_content().split()) for each in read if not each.get("data-sound")}

    assert len(read) > 50
    assert all(MERCED.school_name in each for each in mute), mute


def test_schools_of_another_district_do_not_hear_them(app):
    survey = LIBRARY["family"]
    clips = everything_recorded(survey, "es")
    with app.test_request_context():
        pages = [render_survey(a_link(survey, clips=each), "es") for each in (clips, (), clips[:1], clips)]

    assert [len(marks(each)) > 0 for each in pages] == [True, False, True, True]
    assert pages[0] == pages[3] != pages[2]
