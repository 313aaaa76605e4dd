#include "textflag.h"

// func descriptor() uintptr
TEXT ·descriptor(SB), NOSPLIT, $0-8
	MOVD g, R0
	MOVD R0, ret+0(FP)
	RET

// func line(p unsafe.Pointer)
TEXT ·line(SB), NOSPLIT, $0-8
	MOVD p+0(FP), R0
	PRFM (R0), PLDL1KEEP
	RET

// func goroutine(descriptor, stack uintptr, slot unsafe.Pointer)
TEXT ·goroutine(SB), NOSPLIT, $0-24
	MOVD descriptor+0(FP), R0
	MOVD stack+8(FP), R1
	MOVD slot+16(FP), R2
	SUB  $192, R1
	PRFM (R0), PLDL1KEEP
	PRFM 64(R0), PLDL1KEEP
	PRFM 128(R0), PLDL1KEEP
	PRFM 192(R0), PLDL1KEEP
	PRFM 384(R0), PLDL1KEEP
	PRFM (R1), PLDL1KEEP
	PRFM 64(R1), PLDL1KEEP
	PRFM 128(R1), PLDL1KEEP
	PRFM 192(R1), PLDL1KEEP
	PRFM 256(R1), PLDL1KEEP
	PRFM 320(R1), PLDL1KEEP
	PRFM (R2), PLDL1KEEP
	RET
