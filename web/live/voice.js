// Sounds, speech and what the browser says of the camera. Nothing is fetched: tones are made here.
// A cue is given once per id, however often the page is drawn anew.
const TONES = {
  ready: [[660, 0.12], [990, 0.18]],
  good: [[784, 0.1], [1175, 0.22]],
  bad: [[233, 0.22], [175, 0.38]],
  ungraded: [[440, 0.12]],
  end: [[392, 0.18], [311, 0.18], [233, 0.18], [233, 0.5]],
};

const LEAVE_MS = 700;

function play(kind) {
  const Audio = window.AudioContext || window.webkitAudioContext;
  if (!Audio) return;
  const audio = (window.evenrepAudio ??= new Audio());
  audio.resume();
  let at = audio.currentTime + 0.02;
  for (const [hz, seconds] of TONES[kind] ?? []) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.type = kind === "bad" || kind === "end" ? "square" : "sine";
    tone.frequency.value = hz;
    volume.gain.setValueAtTime(0.0001, at);
    volume.gain.exponentialRampToValueAtTime(0.4, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + seconds);
    tone.connect(volume).connect(audio.destination);
    tone.start(at);
    tone.stop(at + seconds + 0.02);
    at += seconds + 0.03;
  }
}

// Only a voice of this computer: others send the text to their maker.
function speak(text) {
  const speech = window.speechSynthesis;
  if (!speech) return false;
  const voice = speech.getVoices().find((each) => each.localService && each.lang.startsWith("en"));
  if (!voice) return false;
  const said = new SpeechSynthesisUtterance(text);
  said.voice = voice;
  said.lang = voice.lang;
  said.rate = 1.1;
  speech.cancel();
  speech.speak(said);
  return true;
}

// The screen stays on while somebody stands three metres away from it.
async function stayAwake(wanted) {
  const lock = window.evenrepAwake;
  if (wanted && !lock && navigator.wakeLock && document.visibilityState === "visible") {
    window.evenrepAwake = "asked";
    try {
      window.evenrepAwake = await navigator.wakeLock.request("screen");
      window.evenrepAwake.addEventListener("release", () => (window.evenrepAwake = null));
    } catch {
      window.evenrepAwake = null;
    }
  } else if (!wanted && lock && lock !== "asked") {
    await lock.release();
  }
}

// What stands in the camera's own frame when it could not start: the browser's name of the fault.
const TROUBLE = {
  NotAllowedError: "denied",
  NotFoundError: "none",
  OverconstrainedError: "none",
  NotReadableError: "busy",
  AbortError: "busy",
};

function troubleShown() {
  const frame = document.querySelector("iframe[title*=webrtc]");
  const said = frame?.contentDocument?.querySelector("[role=alert]")?.textContent ?? "";
  return TROUBLE[said.split(":")[0].trim()];
}

async function watchCamera(element, tell) {
  if (!navigator.mediaDevices) return tell("insecure");
  let permission = { state: "unknown" };
  const look = () => {
    if (element.isConnected) tell(troubleShown() ?? permission.state);
    else clearInterval(timer);
  };
  const timer = setInterval(look, 400);
  try {
    permission = await navigator.permissions.query({ name: "camera" });
  } catch {
    // some browsers cannot be asked
  }
  look();
}

export default function (component) {
  const { data, setStateValue, setTriggerValue, parentElement } = component;
  if (data.leave) {
    // Once what redraws itself is gone from the page: a redraw on its way would meet the next page.
    if (!parentElement.evenrepLeaving) {
      parentElement.evenrepLeaving = true;
      setTimeout(() => setTriggerValue("left", true), LEAVE_MS);
    }
    return;
  }
  if (!parentElement.evenrepWatched) {
    parentElement.evenrepWatched = true;
    window.speechSynthesis?.getVoices(); // some browsers load them when first asked
    let told = null;
    watchCamera(parentElement, (state) => {
      if (state !== told) setStateValue("camera", (told = state));
    });
  }
  stayAwake(Boolean(data.awake));
  const given = (window.evenrepCues ??= new Map());
  const cue = data.cue;
  if (!cue || given.has(cue.id)) return;
  const note = { sound: cue.sound, say: cue.say, heard: Boolean(data.sound), spoken: false };
  given.set(cue.id, note);
  if (data.sound) play(cue.sound);
  if (data.speech && cue.say) note.spoken = speak(cue.say);
}
