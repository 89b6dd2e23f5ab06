/**
 * The launcher script {@code arena}, run as users run it: in checkouts whose Maven is a script that only puts a tiny
 * distribution in place, so that what is tested is the launcher and nothing else.
 */
package io.bpfarena.integration.launcher;
