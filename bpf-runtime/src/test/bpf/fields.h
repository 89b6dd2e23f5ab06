/* SPDX-License-Identifier: Apache-2.0 */
/* Locks, timers and workqueues in map values; the names are the kernel's. */
#pragma once
#include "maps.h"

struct bpf_spin_lock {
	u32 val;
};

struct bpf_res_spin_lock {
	u32 val;
};

struct bpf_timer {
	u64 opaque[2];
} __attribute__((aligned(8)));

struct bpf_wq {
	u64 opaque[2];
} __attribute__((aligned(8)));

#define ETIMEDOUT 110
#define BPF_F_LOCK 4
#define BPF_F_TIMER_ABS 1
#define BPF_F_TIMER_CPU_PIN 2
#define CLOCK_REALTIME 0
#define CLOCK_MONOTONIC 1
#define CLOCK_BOOTTIME 7

static u64 (*const bpf_ktime_get_ns)(void) = (void *)5;
static long (*const bpf_trace_printk)(const char *format, u32 size, ...) = (void *)6;
static u32 (*const bpf_get_smp_processor_id)(void) = (void *)8;
static void (*const bpf_spin_lock)(struct bpf_spin_lock *lock) = (void *)93;
static void (*const bpf_spin_unlock)(struct bpf_spin_lock *lock) = (void *)94;
static u64 (*const bpf_ktime_get_boot_ns)(void) = (void *)125;
static long (*const bpf_timer_init)(struct bpf_timer *timer, void *map, u64 flags) = (void *)169;
static long (*const bpf_timer_set_callback)(struct bpf_timer *timer, void *callback) = (void *)170;
static long (*const bpf_timer_start)(struct bpf_timer *timer, u64 nanos, u64 flags) = (void *)171;
static long (*const bpf_timer_cancel)(struct bpf_timer *timer) = (void *)172;

int bpf_res_spin_lock(struct bpf_res_spin_lock *lock) __ksym;
void bpf_res_spin_unlock(struct bpf_res_spin_lock *lock) __ksym;
int bpf_res_spin_lock_irqsave(struct bpf_res_spin_lock *lock, unsigned long *flags) __ksym;
void bpf_res_spin_unlock_irqrestore(struct bpf_res_spin_lock *lock, unsigned long *flags) __ksym;
int bpf_timer_cancel_async(struct bpf_timer *timer) __ksym __weak;
int bpf_wq_init(struct bpf_wq *wq, void *map, unsigned int flags) __ksym;
int bpf_wq_set_callback_impl(struct bpf_wq *wq, int (*callback)(void *map, int *key, void *value), unsigned int flags,
			     void *aux) __ksym __weak;
int bpf_wq_set_callback(struct bpf_wq *wq, int (*callback)(void *map, int *key, void *value), unsigned int flags)
	__ksym __weak;
int bpf_wq_start(struct bpf_wq *wq, unsigned int flags) __ksym;
