/**
 * The functions that programs call: helpers by number, kfuncs by name, all in one {@link
 * io.bpfarena.runtime.helper.FunctionTable}, to which an embedding process adds its own. A function sees the program
 * that calls it through {@link io.bpfarena.runtime.helper.CallContext} alone: it knows no engine.
 */
package io.bpfarena.runtime.helper;
