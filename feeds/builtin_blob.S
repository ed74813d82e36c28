/*
 * The compiled facts (feeds/builtin.facts of the build folder) as bytes of the program:
 *   extern const unsigned char th_builtin_blob[];
 *   extern const uint64_t th_builtin_blob_size;
 */
	.section .rodata.th_builtin_blob, "a", %progbits
	.balign 64
	.global th_builtin_blob
	.type th_builtin_blob, %object
th_builtin_blob:
	.incbin TH_BUILTIN_FACTS_FILE
end:
	.size th_builtin_blob, end - th_builtin_blob
	.balign 8
	.global th_builtin_blob_size
	.type th_builtin_blob_size, %object
	.size th_builtin_blob_size, 8
th_builtin_blob_size:
	.quad end - th_builtin_blob

	.section .note.GNU-stack, "", %progbits
