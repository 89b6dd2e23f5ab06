package io.bpfarena.runtime.map;

/** What a timer or workqueue in a map's value stands for: something that may happen later. Any thread. */
public interface ElementTask {
    /**
     * The element goes: nothing happens any more, and nothing can be started again (bpf_timer_cancel_and_free). Does
     * not wait for what happens just now.
     */
    void cancelAndFree();
}
