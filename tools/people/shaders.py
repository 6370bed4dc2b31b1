"""GLSL for the person and the room: one lamp with a soft shadow, sky light, procedural materials."""

VERTEX = """#version 330
uniform mat4 view_projection; uniform mat4 lamp_projection;
in vec3 in_pos; in vec3 in_norm; in vec3 in_rest; in vec2 in_tag;
out vec3 pos; out vec3 norm; out vec3 rest; out vec2 tag; out vec4 lamp_pos;
void main() {
  pos = in_pos; norm = in_norm; rest = in_rest; tag = in_tag;
  lamp_pos = lamp_projection * vec4(in_pos, 1.0);
  gl_Position = view_projection * vec4(in_pos, 1.0);
}"""

# A software renderer runs every branch for every pixel, so noise is taken once, with coordinates that depend
# on the material, rather than once in each branch.
COMMON = """#version 330
uniform sampler2D shadow_map; uniform vec3 lamp; uniform vec3 eye; uniform vec3 lamp_colour;
uniform float ambient;
in vec3 pos; in vec3 norm; in vec3 rest; in vec2 tag; in vec4 lamp_pos; out vec4 colour;
float hash3(vec3 p) { p = fract(p * .1031); p += dot(p, p.zyx + 31.32); return fract((p.x + p.y) * p.z); }
float noise3(vec3 p) {
  vec3 i = floor(p), f = fract(p); f = f * f * (3. - 2. * f);
  return mix(mix(mix(hash3(i), hash3(i + vec3(1,0,0)), f.x),
                 mix(hash3(i + vec3(0,1,0)), hash3(i + vec3(1,1,0)), f.x), f.y),
             mix(mix(hash3(i + vec3(0,0,1)), hash3(i + vec3(1,0,1)), f.x),
                 mix(hash3(i + vec3(0,1,1)), hash3(i + vec3(1,1,1)), f.x), f.y), f.z);
}
float tap(vec3 q, vec2 at) { return texture(shadow_map, q.xy + at / 1024.).r < q.z ? 0. : .2; }
float lit(float bias) {
  vec3 q = lamp_pos.xyz / lamp_pos.w * .5 + .5 - vec3(0., 0., bias);
  return tap(q, vec2(0.)) + tap(q, vec2(1.8, .7)) + tap(q, vec2(-.7, 1.8)) + tap(q, vec2(-1.8, -.7))
         + tap(q, vec2(.7, -1.8));
}
vec4 develop(vec3 c) { c = c / (1. + .25 * c); return vec4(pow(clamp(c, 0., 1.), vec3(1. / 2.2)), 1.); }
"""

PERSON = (
    COMMON
    + """
uniform vec3 skin; uniform vec3 shirt; uniform vec3 bottoms; uniform vec3 shoes; uniform vec3 socks;
uniform vec3 hair; uniform vec3 plate; uniform vec3 brow_in; uniform vec3 brow_out; uniform vec3 mouth;
uniform float sock_top; uniform float face_scale;
float segment(vec2 p, vec2 a, vec2 b) {
  vec2 d = b - a; return length(p - a - d * clamp(dot(p - a, d) / dot(d, d), 0., 1.));
}
vec3 face(vec3 c) {
  vec3 p = vec3(abs(rest.x), rest.yz);
  float brow = smoothstep(.0046, .0018, segment(p.xy, brow_in.xy, brow_out.xy) / face_scale);
  c = mix(c, mix(hair, skin, .25), .8 * brow * step(brow_out.z, rest.z));
  float lips = smoothstep(1.15, .75, length((p - mouth) / (vec3(.024, .008, .03) * face_scale)));
  return mix(c, c * vec3(1.0, .62, .58), .6 * lips);
}
vec3 folds(vec3 p) {
  return vec3(sin(p.y * 31. + 2.2 * sin(p.x * 23. + p.z * 11.)), sin(p.x * 19. + 1.8 * sin(p.y * 27.)),
              sin(p.z * 21. + 2. * sin(p.y * 25. + p.x * 9.)));
}
void main() {
  int part = int(tag.x + .5);
  bool shell = part == 1 || part == 2 || part == 4;
  if (part == 0 && tag.y > .5) discard;
  if (shell && tag.y < .5) discard;
  vec3 n = normalize(norm); vec3 to_eye = normalize(eye - pos);
  if (shell && !gl_FrontFacing) n = -n;
  vec3 grain_at = rest * (part == 0 ? vec3(30.) : part == 4 ? vec3(150., 22., 150.) : vec3(110.));
  float grain = noise3(grain_at) - .5;
  vec3 c = skin * (1. + .13 * grain); float gloss = .1; float power = 24.;
  if (part == 0) c = rest.y < sock_top ? socks * (1. + .1 * grain) : face(c);
  else if (part <= 2) {
    c = (part == 1 ? shirt : bottoms) * (1. + .14 * grain) * (gl_FrontFacing ? 1. : .45);
    c *= tag.y < .535 ? .8 : 1.;
    n = normalize(n + .07 * folds(rest));
    gloss = part == 1 ? .02 : .05;
  }
  else if (part == 3) { c = rest.y < .014 ? vec3(.6) : shoes * (1. + .2 * grain); gloss = .05; }
  else if (part == 4) { c = hair * (1. + .7 * grain); gloss = .12; }
  else if (part == 5) {
    c = tag.y < .27 ? vec3(.02) : tag.y < .55 ? vec3(.14, .08, .05) : vec3(.7); gloss = .3;
  }
  else if (part == 6) { c = vec3(.42, .43, .45); gloss = .6; power = 40.; }
  else c = plate * (1. + .2 * grain);
  float facing = max(dot(n, lamp), 0.); float light = lit(.006);
  vec3 sky = mix(vec3(.44, .40, .37), vec3(1., 1.02, 1.06), n.y * .5 + .5);
  float near_floor = clamp(.55 + pos.y * .9, .55, 1.);
  float fill = max(dot(n, normalize(to_eye + vec3(0, .2, 0))), 0.) * .3 * ambient;
  vec3 result = c * (sky * ambient * .62 * near_floor + lamp_colour * facing * light + fill);
  result += gloss * pow(max(dot(normalize(to_eye + lamp), n), 0.), power) * light * .5;
  result += c * .25 * ambient * pow(1. - max(dot(n, to_eye), 0.), 3.);
  colour = develop(result);
}"""
)

ROOM = (
    COMMON
    + """
uniform vec3 wall; uniform int floor_style; uniform int wall_style;
vec3 wood(vec2 p, float grain) {
  float plank = floor(p.x / .14);
  vec3 c = mix(vec3(.42, .28, .17), vec3(.55, .39, .25), grain);
  c *= .85 + .3 * hash3(vec3(plank, floor(p.y / 1.2 + hash3(vec3(plank, 1, 1))), 2));
  return fract(p.x / .14) < .03 ? c * .7 : c;
}
vec3 rubber(vec2 p, float speck) {
  vec3 c = vec3(.10, .105, .115) * (.8 + .4 * speck) + step(.80, speck) * vec3(.06, .075, .1);
  return abs(fract(p.x) - .5) > .494 || abs(fract(p.y) - .5) > .494 ? c * .6 : c;
}
vec3 wall_colour(float grain) {
  vec3 c = wall * (.95 + .06 * grain);
  if (wall_style == 2) {
    float row = floor(rest.y / .075); float x = rest.x / .23 + .5 * mod(row, 2.);
    c *= .86 + .2 * hash3(vec3(row, floor(x), 1.));
    if (fract(rest.y / .075) < .1 || fract(x) < .035) c = mix(c, vec3(.6), .35);
  }
  if (wall_style == 1 && abs(rest.y - 1.25) < .05) c = vec3(.55, .28, .08);
  if (rest.y < .1) c = vec3(.7) * (rest.y > .092 ? .6 : 1.);
  return c * (.82 + .07 * rest.y);
}
void main() {
  int part = int(tag.x + .5); vec3 n = normalize(norm);
  if (dot(n, eye - pos) < 0.) n = -n;
  vec2 p = rest.xz;
  vec3 at = part == 1 ? rest * 6. : floor_style == 0 ? vec3(p.x * 40., p.y * 3. + floor(p.x / .14) * 7., 1.)
                                                     : vec3(p * (floor_style == 1 ? 120. : 30.), 1.);
  float grain = noise3(at);
  vec3 c = part == 1 ? wall_colour(grain) : part == 2 ? vec3(.05, .05, .06) : vec3(.30, .2, .12);
  if (part == 0) {
    vec3 concrete = vec3(.39) * (.9 + .16 * grain);
    c = floor_style == 0 ? wood(p, grain) : floor_style == 1 ? rubber(p, grain) : concrete;
    c *= .72 + .28 * smoothstep(0., .55, length(pos.xz));
  }
  float light = part == 1 ? 1. : lit(.004);
  float facing = max(dot(n, lamp), 0.);
  colour = develop(c * (ambient * (.75 + .3 * n.y) + .75 * lamp_colour * facing * light));
}"""
)

SHADOW_VERTEX = """#version 330
uniform mat4 lamp_projection; in vec3 in_pos;
void main() { gl_Position = lamp_projection * vec4(in_pos, 1.0); }"""

SHADOW_FRAGMENT = """#version 330
void main() {}"""
