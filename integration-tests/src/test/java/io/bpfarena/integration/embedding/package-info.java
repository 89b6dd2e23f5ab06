/** Programs that use the runtime without a broker, as their own processes. */
package io.bpfarena.integration.embedding;
