// SPDX-License-Identifier: Apache-2.0
/* Programs without an arena, so that the object can be hosted many times. */
#include "bpf_arena.h"

#define PROGRAM(number)                                                                        \
	SEC("syscall") int a_program_with_a_name_of_some_length_##number(__u64 *context)       \
	{                                                                                      \
		*context += number;                                                            \
		return number;                                                                 \
	}

PROGRAM(1)
PROGRAM(2)
PROGRAM(3)
PROGRAM(4)
PROGRAM(5)
PROGRAM(6)
PROGRAM(7)
PROGRAM(8)
