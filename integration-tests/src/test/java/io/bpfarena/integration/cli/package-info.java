/** The command line on real objects: in this JVM, and as a process of its own from the built distribution. */
package io.bpfarena.integration.cli;
