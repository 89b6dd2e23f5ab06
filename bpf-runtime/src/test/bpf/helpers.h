/* SPDX-License-Identifier: Apache-2.0 */
/* What the programs of one group of helpers share: a question is a context, and its answer goes back in it. */
#pragma once
#include "maps.h"

typedef signed char s8;
typedef unsigned long size_t;

#define TEXT_SIZE 64
/* No memory is there, in the kernel's half of the address space. */
#define BAD_KERNEL_ADDRESS 0xffffc07fffff0000ull
