void hone_placeholder_COneDNN(void) {}
