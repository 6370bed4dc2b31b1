"""The start page: upload clips or take a sample, check the person, enter the load, start."""

from typing import TYPE_CHECKING

import streamlit as st

from analysis.settings import SetSettings
from analysis.wording import format_count
from reporting.images.preview import compute_preview_width, describe_preview, draw_preview
from services.analysis import ReadingOptions
from services.samples import DEFAULT_SAMPLE, find_sample_load_kg, list_sample_clips
from web.errors import error_message, escape_markdown
from web.guided_clip_upload import read_upload_limit_mb
from web.html_components import render_intro, render_steps
from web.jobs.previews import wait_for_preview
from web.jobs.sets import SetEntry
from web.jobs.uploads import EXTENSIONS, UploadedClip, open_sample_clip, save_upload
from web.navigation import go_to_page
from web.options import ask_lift, ask_load_settings, ask_mirrored, ask_model, ask_standing_leg
from web.state import TabSession, get_session

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from vision.tracking.clip_preview import ClipPreview

_TURN = "_upload_turn"
_LEAD = (
    "Upload a phone video of your squats, filmed straight from the front or from behind. A minute later you "
    "know which reps leaned to one side, which side, and what that means for the load."
)
_STEPS = (
    ("Film", "Phone at hip height, three to four metres in front of you or behind. Head and feet in view."),
    ("Stand, squat", "Stand still for a second, then do your set as usual."),
    ("Read the result", "Every rep: even or uneven, to which side, and how sure that is."),
)
_PRIVACY = (
    "Your clip stays on the computer that runs this page, in a temporary folder that only your session sees. "
    "It is deleted when you close the page. Nothing is sent anywhere."
)


def show() -> None:
    session = get_session()
    if session.dropped:
        _show_dropped_clips(session)
    else:
        _show_welcome(session)
    st.caption(_PRIVACY)


def _show_welcome(session: TabSession) -> None:
    """The page before any clip was uploaded."""
    st.html(render_intro("Was every rep even?", _LEAD))
    _save_uploads(session)
    _offer_samples(session)
    st.html(render_steps(_STEPS))


def _show_dropped_clips(session: TabSession) -> None:
    """The uploaded clips with the start button in sight; adding another clip comes after it."""
    several = len(session.dropped) > 1
    st.html(render_intro("Are these the lifters?" if several else "Is this the lifter?"))
    chosen = [_show_preview(clip, session) for clip in list(session.dropped.values())]
    _ask_and_start([entry for entry in chosen if entry is not None], session)
    _save_uploads(session)


def _save_uploads(session: TabSession) -> None:
    """Writes new files to disk at once and empties the field: the clips are listed elsewhere on the page."""
    # The uploader cannot be emptied by the program: a new key makes a new, empty one.
    turn = st.session_state.setdefault(_TURN, 0)
    files = st.file_uploader(
        "Add another clip" if session.dropped else "Drop your clips here, or choose them",
        type=list(EXTENSIONS),
        accept_multiple_files=True,
        key=f"upload-{turn}",
        max_upload_size=read_upload_limit_mb(),
        help=f"One clip is one set: up to {read_upload_limit_mb()} MB and 15 minutes each. "
        "Whole body in view, from head to feet, in good light, phone at hip height.",
    )
    if not files:
        return
    for file in files:
        clip = save_upload(file, file.name, session.folder)
        session.dropped[clip.id] = clip
        session.forget_upload(file.file_id)
    st.session_state[_TURN] = turn + 1
    st.rerun()


def _offer_samples(session: TabSession) -> None:
    """One button for the usual sample; the others are in a list."""
    samples = list_sample_clips()
    if not samples:
        return
    usual = DEFAULT_SAMPLE if DEFAULT_SAMPLE in samples else next(iter(samples))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown("No clip yet?")
        if st.button("Try a sample", type="primary", icon=":material/play_arrow:", key="sample"):
            _try_sample(usual, session)
        others = [name for name in samples if name != usual]
        if others:
            with st.popover("Other samples"):
                for name in others:
                    if st.button(_describe_sample(name), key=f"sample-{name}", width="stretch"):
                        _try_sample(name, session)


def _describe_sample(sample: str) -> str:
    """The name of a sample in words: "Left knee in, from the front"."""
    ends = {"_front": ", from the front", "_rear": ", from behind"}
    for end, words in ends.items():
        sample = sample.replace(end, words)
    return sample.replace("_", " ").capitalize()


def _try_sample(name: str, session: TabSession) -> None:
    path = list_sample_clips()[name]
    session.add_set(SetEntry(open_sample_clip(path), SetSettings(load=find_sample_load_kg(path))))
    go_to_page("result")


def _show_preview(clip: UploadedClip, session: TabSession) -> SetEntry | None:
    """Shows which person was found and lets it be corrected; None if the clip cannot be read."""
    with st.container(border=True):
        image, details = st.columns([2, 3])
        with details:
            heading, remove = st.columns([4, 1], vertical_alignment="center")
            heading.subheader(escape_markdown(clip.name), anchor=False)
            if remove.button("Remove", key=f"remove-{clip.id}", icon=":material/close:", type="tertiary"):
                del session.dropped[clip.id]
                st.rerun()
        with image, st.spinner("Looking for the lifter …"):
            job = wait_for_preview(clip, session)
        if job.error is not None or job.result is None:
            details.error(error_message(job.error or RuntimeError("stopped")), icon=":material/error:")
            return None
        with details:
            return _ask_clip_settings(clip, job.result, image)


def _ask_clip_settings(clip: UploadedClip, preview: "ClipPreview", place: "DeltaGenerator") -> SetEntry:
    """What only the person knows about this clip; the preview goes to `place`, as it follows from them."""
    lifter = preview.lifter
    if lifter is None:
        st.warning(
            "No person was found in the first ten seconds. You can still try, but it is better to film again "
            "with the whole body in view, in good light."
        )
    if len(preview.people) > 1:
        lifter = st.radio(
            "Who lifts?", range(len(preview.people)),
            index=preview.lifter, key=f"who-{clip.id}", horizontal=True,
            format_func=lambda index: f"Person {index + 1}", help="Numbered from left to right.",
        )  # fmt: skip
    mirrored = ask_mirrored(f"mirrored-{clip.id}")
    st.caption(
        "L and R mark the lifter's own left and right shoulder. If they are the wrong way round, or if "
        "writing in the image runs backwards, the clip is mirrored."
    )
    if preview.seconds:
        frames = f", {format_count(preview.frames, 'frame')}" if preview.frames else ""
        st.caption(f"{preview.seconds:.0f} s{frames}")
    shown = draw_preview(preview, lifter, mirrored)
    with place:
        st.image(shown, alt=describe_preview(preview, lifter), width=compute_preview_width(shown))
    # A person who was found by themselves needs no place: the track is then the same as in the cache.
    person_at = None
    if lifter is not None and lifter != preview.lifter:
        person_at = preview.locate_person(lifter)
    return SetEntry(clip, SetSettings(mirrored=mirrored), ReadingOptions(person_at=person_at))


def _ask_and_start(ready: list[SetEntry], session: TabSession) -> None:
    lift = ask_lift("lift", remember=True)
    side = ask_standing_leg("side", lift, remember=True)
    with st.expander("Load, body mass, pose model (optional)", icon=":material/tune:"):
        masses = ask_load_settings()
        model = ask_model()
    label = "Check this set" if len(ready) < 2 else f"Check these {len(ready)} sets"
    if not st.button(
        label, type="primary", icon=":material/play_arrow:", disabled=not ready, key="start", width="stretch"
    ):
        return
    for entry in reversed(ready):  # the first clip is added last, so its result is the one that is shown
        entry.settings = SetSettings(
            mirrored=entry.settings.mirrored,
            lift=lift,
            side=side,
            load=masses.load,
            one_rm=masses.one_rm,
            body_mass=masses.body_mass,
            unit=masses.unit,
        )
        entry.reading = ReadingOptions(model, entry.reading.mirror, entry.reading.person_at)
        session.add_set(entry)
        session.dropped.pop(entry.id, None)
    go_to_page("result")
