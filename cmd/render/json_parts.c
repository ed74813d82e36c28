#include "cmd/render/json.h"

static void number_or_null(struct th_json_writer *writer, const char *key, uint32_t number)
{
	if (number > 0)
		th_json_member_uint(writer, key, number);
	else
		th_json_member_null(writer, key);
}

static void error_member(struct th_json_writer *writer, const struct th_report_document *document)
{
	if (document->status != TH_DOCUMENT_REJECTED) {
		th_json_member_null(writer, "error");
		return;
	}
	th_json_member_object(writer, "error");
	th_json_member_string(writer, "message",
			      document->error.ptr ? document->error : TH_SLICE(""));
	number_or_null(writer, "line", document->error_line);
	number_or_null(writer, "column", document->error_line > 0 ? document->error_column : 0);
	th_json_end_object(writer);
}

static void counts_member(struct th_json_writer *writer, const struct th_report_document *document)
{
	if (!document->counted) {
		th_json_member_null(writer, "counts");
		return;
	}
	th_json_member_object(writer, "counts");
	th_json_member_uint(writer, "components", document->components);
	th_json_member_uint(writer, "services", document->services);
	th_json_member_uint(writer, "files", document->files);
	th_json_member_uint(writer, "dependencies", document->dependencies);
	th_json_member_uint(writer, "relationships", document->relationships);
	th_json_end_object(writer);
}

void th_json_signature_members(struct th_json_writer *writer, const struct th_report_signature *s)
{
	th_json_member_word(writer, "state", th_signature_state_word(s->state));
	th_json_member_string(writer, "who", s->who);
	th_json_member_string(writer, "algorithm", s->algorithm);
	th_json_member_string(writer, "keyid", s->keyid);
	th_json_member_string(writer, "identity", s->identity);
	th_json_member_string(writer, "issuer", s->issuer);
	th_json_member_string(writer, "why", s->why);
}

void th_json_document_members(struct th_json_writer *writer,
			      const struct th_report_document *document)
{
	static const char *const words[] = {
		[TH_DOCUMENT_READ] = "read",
		[TH_DOCUMENT_REJECTED] = "rejected",
		[TH_DOCUMENT_IGNORED] = "ignored",
	};

	th_json_member_string(writer, "path", document->path);
	th_json_member_word(writer, "sha256", document->sha256[0] ? document->sha256 : NULL);
	th_json_member_string(writer, "format", document->format);
	th_json_member_string(writer, "spec_version", document->spec_version);
	th_json_member_string(writer, "id", document->id.len > 0 ? document->id : (th_slice){ 0 });
	th_json_member_array(writer, "signatures");
	for (uint32_t i = 0; i < document->signature_count; i++) {
		th_json_begin_object(writer);
		th_json_signature_members(writer, &document->signatures[i]);
		th_json_end_object(writer);
	}
	th_json_end_array(writer);
	th_json_member_string(writer, "created", document->created);
	th_json_member_word(writer, "status", words[document->status]);
	error_member(writer, document);
	th_json_member_string(writer, "why",
			      document->status == TH_DOCUMENT_IGNORED ? document->why
								      : (th_slice){ 0 });
	counts_member(writer, document);
}

void th_json_diagnostic(struct th_json_writer *writer,
			const struct th_report_diagnostic *diagnostic, bool document)
{
	th_json_fold(writer);
	th_json_begin_object(writer);
	if (document)
		th_json_member_string(writer, "document", diagnostic->place.document);
	th_json_member_word(writer, "code", th_diag_slug(diagnostic->code));
	th_json_member_word(writer, "severity",
			    th_severity_word(th_diag_severity(diagnostic->code)));
	th_json_member_string(writer, "message", diagnostic->message);
	number_or_null(writer, "line", diagnostic->place.line);
	number_or_null(writer, "column", diagnostic->place.column);
	th_json_member_string(writer, "pointer", diagnostic->place.pointer);
	th_json_end_object(writer);
}
