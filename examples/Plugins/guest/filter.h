// What the plug-ins have in common, over what `dovetail bindgen` made of text.wit. A plug-in has one line in its memory at a time.
#pragma once
#include "plug_in.h"

#define FILTER(line, length) plug_in_result_string_string_t *plug_in_export_filter_apply(uint8_t *line, size_t length)

static plug_in_result_string_string_t answer;

static inline plug_in_result_string_string_t *ok(uint8_t *text, size_t length) {
  answer.tag = PLUG_IN_RESULT_STRING_STRING_OK;
  answer.value.ok = (plug_in_string_t){text, length};
  return &answer;
}

// `reason` is a literal.
#define ERR(reason) err((uint8_t *)reason, sizeof reason - 1)
static inline plug_in_result_string_string_t *err(uint8_t *reason, size_t length) {
  answer.tag = PLUG_IN_RESULT_STRING_STRING_ERR;
  answer.value.err = (plug_in_string_t){reason, length};
  return &answer;
}

PLUG_IN_EXPORT_FILTER_APPLY_POST void applied(plug_in_result_string_string_t *ret) {
  (void)ret;
  plug_in_free_all();
}
