"""The start page: drop clips or take a sample, look whether the right person is seen, tell the load, go."""

import streamlit as st

from analysis.settings import SetSettings
from reporting.images.preview import compute_preview_width, describe_preview, draw_preview
from services.analysis import ReadingOptions
from services.samples import DEFAULT_SAMPLE, find_sample_load_kg, list_sample_clips
from web.errors import error_message, escape_markdown
from web.guided_clip_upload import read_upload_limit_mb
from web.jobs.previews import preview_job
from web.jobs.sets import SetEntry
from web.jobs.uploads import EXTENSIONS, UploadedClip, open_sample_clip, save_upload
from web.navigation import go_to_page
from web.options import ask_lift, ask_load_settings, ask_mirrored, ask_model, ask_standing_leg
from web.state import TabSession, get_session

_ROUND = "_upload_round"
_LEAD = (
    "Drop a phone video of a squat, filmed straight from the front or from behind. A minute later you know "
    "which reps leaned to one side, to which, and what that means for the load."
)
_STEPS = (
    ("Film", "Phone at hip height, three to four metres straight in front or behind. Head to feet in view."),
    ("Stand, squat", "Stand still for a second, then do your set as always."),
    ("Read", "Every rep: even or not, which way, and how sure that is."),
)
_PRIVACY = (
    "Your clip stays on the computer that runs this page. It lies in a temporary folder that only your "
    "session sees, and is deleted when you close the page. Nothing is sent anywhere."
)


def show() -> None:
    here = get_session()
    if here.dropped:
        _show_dropped_clips(here)
    else:
        _show_welcome(here)
    st.caption(_PRIVACY)


def _show_welcome(here: TabSession) -> None:
    """Nothing dropped yet."""
    st.html(f'<h1>Was every rep even?</h1><p class="er-lead">{_LEAD}</p>')
    _save_uploads(here)
    _offer_samples(here)
    steps = "".join(f"<li><strong>{title}</strong><br>{text}</li>" for title, text in _STEPS)
    st.html(f'<ul class="er-steps">{steps}</ul>')


def _show_dropped_clips(here: TabSession) -> None:
    """What was dropped, with the button in sight; adding another clip comes after."""
    several = len(here.dropped) > 1
    st.html(f"<h1>{'Are these the lifters?' if several else 'Is this the lifter?'}</h1>")
    chosen = [_show_preview(clip, here) for clip in list(here.dropped.values())]
    _ask_and_start([entry for entry in chosen if entry is not None], here)
    _save_uploads(here)


def _save_uploads(here: TabSession) -> None:
    """Files go to disk at once and the field is emptied: what is to be checked has its own place."""
    turn = st.session_state.setdefault(_ROUND, 0)
    files = st.file_uploader(
        "Add another clip" if here.dropped else "Drop your clips here, or choose them",
        type=list(EXTENSIONS),
        accept_multiple_files=True,
        key=f"upload-{turn}",
        max_upload_size=read_upload_limit_mb(),
        help=f"One clip is one set: up to {read_upload_limit_mb()} MB and 15 minutes each. "
        "Whole body in the picture, feet and head, in good light, phone at hip height.",
    )
    if not files:
        return
    for file in files:
        clip = save_upload(file, file.name, here.folder)
        here.dropped[clip.id] = clip
        here.forget_upload(file.file_id)
    st.session_state[_ROUND] = turn + 1
    st.rerun()


def _offer_samples(here: TabSession) -> None:
    """One button for the curious; the other samples in a list."""
    samples = list_sample_clips()
    if not samples:
        return
    usual = DEFAULT_SAMPLE if DEFAULT_SAMPLE in samples else next(iter(samples))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown("No clip at hand?")
        if st.button("Try a sample", type="primary", icon=":material/play_arrow:", key="sample"):
            _try_sample(usual, here)
        others = [name for name in samples if name != usual]
        if others:
            with st.popover("Other samples"):
                for name in others:
                    if st.button(_describe_sample(name), key=f"sample-{name}", width="stretch"):
                        _try_sample(name, here)


def _describe_sample(sample: str) -> str:
    """ "Left knee in, from the front"."""
    ends = {"_front": ", from the front", "_rear": ", from behind"}
    for end, words in ends.items():
        sample = sample.replace(end, words)
    return sample.replace("_", " ").capitalize()


def _try_sample(name: str, here: TabSession) -> None:
    path = list_sample_clips()[name]
    here.add_set(SetEntry(open_sample_clip(path), SetSettings(load=find_sample_load_kg(path))))
    go_to_page("result")


def _show_preview(clip: UploadedClip, here: TabSession) -> SetEntry | None:
    """Shows who was found, lets the person correct it; the set to be read, None if it cannot be."""
    with st.container(border=True):
        picture, words = st.columns([2, 3])
        with words:
            heading, remove = st.columns([4, 1], vertical_alignment="center")
            heading.subheader(escape_markdown(clip.name), anchor=False)
            if remove.button("Remove", key=f"remove-{clip.id}", icon=":material/close:", type="tertiary"):
                del here.dropped[clip.id]
                st.rerun()
        with picture, st.spinner("Looking for the lifter …"):
            job = preview_job(clip, here)
        if job.error is not None or job.result is None:
            words.error(error_message(job.error or RuntimeError("stopped")), icon=":material/error:")
            return None
        with words:
            return _ask_clip_settings(clip, job.result, picture)


def _ask_clip_settings(clip: UploadedClip, look, picture) -> SetEntry:  # type: ignore[no-untyped-def]
    lifter = look.lifter
    if lifter is None:
        st.warning(
            "Nobody was found in the first ten seconds. You can still try; better film again with the whole "
            "body in the picture, in good light."
        )
    if len(look.people) > 1:
        lifter = st.radio(
            "Who lifts?", range(len(look.people)), index=look.lifter, key=f"who-{clip.id}", horizontal=True,
            format_func=lambda index: f"Person {index + 1}", help="Numbers run from left to right.",
        )  # fmt: skip
    mirrored = ask_mirrored(f"mirrored-{clip.id}")
    st.caption(
        "L and R mark the lifter's own left and right arm. Are they the wrong way round, or is writing in "
        "the picture back to front? Then the clip is mirrored."
    )
    if look.seconds:
        st.caption(f"{look.seconds:.0f} seconds" + (f", {look.frames} frames" if look.frames else ""))
    shown = draw_preview(look, lifter, mirrored)
    with picture:
        st.image(shown, alt=describe_preview(look, lifter), width=compute_preview_width(shown))
    told_person = lifter is not None and lifter != look.lifter
    person_at = look.locate_person(lifter) if told_person else None
    return SetEntry(clip, SetSettings(mirrored=mirrored), ReadingOptions(person_at=person_at))


def _ask_and_start(ready: list[SetEntry], here: TabSession) -> None:
    lift = ask_lift("lift", kept=True)
    side = ask_standing_leg("side", lift, kept=True)
    with st.expander("Load, body mass, pose model (all optional)", icon=":material/tune:"):
        masses = ask_load_settings()
        model = ask_model()
    label = "Check this set" if len(ready) < 2 else f"Check these {len(ready)} sets"
    if not st.button(
        label, type="primary", icon=":material/play_arrow:", disabled=not ready, key="start", width="stretch"
    ):
        return
    for entry in reversed(ready):
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
        here.add_set(entry)
        here.dropped.pop(entry.id, None)
    go_to_page("result")
