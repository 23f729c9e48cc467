"""Reading: files in, frozen records out. VCF, BCF, MAF, FASTA, BED, copy number, sheets, sidecars."""
