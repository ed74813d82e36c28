/*
 * Is a download still there? Written to the place as JSON: {"verdict": there|gone|unclear, "said":
 * "200, 1234 bytes", "final": URL}. There: the server would send something that is no page. Gone:
 * 404 or 410. Everything else is unclear: a page in the place of a download says that it was moved
 * as often as that it can be had. A server that did not answer is a failure, and tells nothing.
 */
#include "core/io/output.h"
#include "core/text/json_writer.h"
#include "feeds/fetch/http.h"

static const char *verdict_of(const struct th_http_answer *answer)
{
	if (answer->status == 404 || answer->status == 410)
		return "gone";
	return answer->status >= 200 && answer->status < 300 && !answer->is_page ? "there"
										 : "unclear";
}

static th_slice said(const struct th_http_answer *answer, struct th_arena *arena)
{
	if (answer->is_page)
		return th_arena_printf(arena, "%ld, a page", answer->status);
	if (answer->bytes == 0)
		return th_arena_printf(arena, "%ld", answer->status);
	return th_arena_printf(arena, "%ld, %llu bytes", answer->status,
			       (unsigned long long)answer->bytes);
}

static bool write_answer(const char *place, const struct th_http_answer *answer,
			 struct th_arena *arena)
{
	struct th_json_writer w;
	struct th_output out;

	th_output_to_file(&out, place);
	th_json_writer_init(&w, &out);
	th_json_begin_object(&w);
	th_json_member_word(&w, "verdict", verdict_of(answer));
	th_json_member_string(&w, "said", said(answer, arena));
	th_json_member_string(&w, "final", answer->url);
	th_json_end_object(&w);
	th_json_writer_end(&w);
	th_status status = th_output_commit(&out);
	th_output_release(&out);
	return status == TH_OK;
}

void th_probe_fetch(const struct th_fetch_options *options, const char *url, const char *place,
		    struct th_arena *arena, struct th_fetch_result *result)
{
	struct th_http_answer answer;

	th_http_ask(options, url, arena, &answer, result);
	if (result->outcome == TH_FETCHED_NOT || write_answer(place, &answer, arena))
		return;
	*result = (struct th_fetch_result){
		.outcome = TH_FETCHED_NOT,
		.unwritable = true,
		.why = th_arena_printf(arena, "%s cannot be written", place),
	};
}
