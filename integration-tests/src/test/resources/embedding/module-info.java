module com.example.embedding {
    requires io.bpfarena.runtime;
}
