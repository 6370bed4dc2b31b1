"""The browser's camera: frames to this computer and nowhere else. The one file that uses streamlit-webrtc.

The page calls only `show_camera`, so a test can replace the camera by its own.
"""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from streamlit_webrtc import Translations, VideoSinkTrack, VideoSourceTrack, WebRtcMode, webrtc_streamer

from analysis.errors import IceServersWrong
from services import live as live_service
from web.live.run import LiveRun

# JSON list of STUN or TURN servers, for a page that is served to other computers. Not set: none.
ICE_VARIABLE = "EVENREP_ICE_SERVERS"

# Enough to see oneself move; each frame more is encoded on the computer that also has to measure.
SHOWN_FRAMES_PER_S = 15

WANTED: dict[str, Any] = {
    "video": {"width": {"ideal": 640}, "height": {"ideal": 480}, "frameRate": {"ideal": 30}},
    "audio": False,
}
_KEY = "live-camera"
_WORDS: Translations = {
    "start": "Start the camera",
    "stop": "Stop",
    "select_device": "Choose a camera",
    "select_camera": "Choose a camera",
    "device_ask_permission": "The browser asks whether this page may use the camera: allow it.",
    "device_not_available": "No camera was found. Plug one in, and close other programs that use it.",
    "device_access_denied": "The browser blocks the camera. Press the sign next to the address and allow it.",
    "media_api_not_available": "This browser gives no camera to this page. Open it as http://localhost.",
    "turn_camera_on": "Turn the camera on",
    "turn_camera_off": "Turn the camera off",
}


@dataclass(frozen=True)
class CameraStatus:
    """State of the browser's side. signalling: the connection to the camera is being made."""

    playing: bool
    signalling: bool


class _Frame:
    """A frame of the connection; converted to an array by the thread that measures it."""

    def __init__(self, frame: Any, to_rgb: Callable[[Any], Any]) -> None:
        self._frame, self._to_rgb = frame, to_rgb
        self._time_s = live_service.read_frame_time(frame)

    def read(self) -> tuple[Any, float | None]:
        return self._to_rgb(self._frame), self._time_s


class _ToRun(VideoSinkTrack):
    """Hands every frame of the camera to the run; the end of the camera ends the run."""

    def __init__(self, run: LiveRun) -> None:
        self._run, self._to_rgb = run, live_service.make_rgb_converter()
        self.newest: Any = None
        super().__init__(self._take_frame)

    def _take_frame(self, frame: Any) -> None:
        self.newest = frame
        self._run.take_frame(_Frame(frame, self._to_rgb))

    def start(self) -> None:
        super().start()
        self._run.on_connected()

    def stop(self) -> None:
        super().stop()
        self.newest = None  # the last frame shows a person: it is not held longer than needed
        self._run.end_run()


class _Shown(VideoSourceTrack):
    """What the person sees of themselves: small, and mirrored by the page, never in the frames."""

    def __init__(self, sink: _ToRun) -> None:
        super().__init__(lambda _pts, _base: self._make_shown_image(), SHOWN_FRAMES_PER_S)
        self._sink, self._to_small = sink, live_service.make_small_converter()

    def _make_shown_image(self) -> Any:
        newest = self._sink.newest
        return live_service.make_dark_frame() if newest is None else self._to_small(newest)


def show_camera(run: LiveRun, mirrored: bool, playing: bool | None) -> CameraStatus:
    """The camera's image with its buttons.

    mirrored  how the image is shown, not how it is measured
    playing   False: stop the camera; None: as the person chooses
    """
    # Always given: without servers the component asks public ones, outside this computer.
    ice: dict[str, Any] = {"iceServers": read_ice_servers()}
    sink = _ToRun(run)
    style = {"width": "100%", "maxHeight": "22rem", "objectFit": "contain"}
    shown: dict[str, Any] = {"autoPlay": True, "controls": False, "muted": True, "playsInline": True}
    shown["style"] = style | ({"transform": "scaleX(-1)"} if mirrored else {})
    context = webrtc_streamer(
        _KEY,
        mode=WebRtcMode.SENDRECV,
        rtc_configuration=ice,
        media_stream_constraints=WANTED,
        desired_playing_state=playing,
        sink_video_track=sink,
        source_video_track=_Shown(sink),
        video_html_attrs=shown,
        translations=_WORDS,
    )
    return CameraStatus(bool(context.state.playing), bool(context.state.signalling))


def read_ice_servers(environment: Callable[[str], str | None] = os.environ.get) -> list[dict[str, Any]]:
    """None, or those of EVENREP_ICE_SERVERS. Raises IceServersWrong."""
    text = (environment(ICE_VARIABLE) or "").strip()
    if not text:
        return []
    wrong = IceServersWrong(
        f'{ICE_VARIABLE} must be a JSON list such as [{{"urls": "turn:turn.example.org:3478", "username": '
        '"u", "credential": "c"}].'
    )
    try:
        servers = json.loads(text)
    except ValueError as error:
        raise wrong from error
    if not isinstance(servers, list) or not all(
        isinstance(server, dict) and isinstance(server.get("urls"), str | list) for server in servers
    ):
        raise wrong
    return servers
