void hone_placeholder_CHoneKernels(void) {}
