/* The least that a C program costs: what `twohop --version` is measured against. */
int main(void)
{
	return 0;
}
