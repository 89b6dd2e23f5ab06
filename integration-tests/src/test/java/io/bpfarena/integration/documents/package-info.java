/** What the documents say, held to what the code has. */
package io.bpfarena.integration.documents;
