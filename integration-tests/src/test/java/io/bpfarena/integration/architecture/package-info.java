/** Who may know whom: docs/architecture.md as a test. */
package io.bpfarena.integration.architecture;
