package io.bpfarena.broker.control;

import io.bpfarena.broker.control.RequestShape.VariableField;
import io.bpfarena.client.protocol.AllocPagesDecoder;
import io.bpfarena.client.protocol.AttachDecoder;
import io.bpfarena.client.protocol.CloseArenaDecoder;
import io.bpfarena.client.protocol.ConsumeRecordsDecoder;
import io.bpfarena.client.protocol.ControlProtocol;
import io.bpfarena.client.protocol.DeleteElementDecoder;
import io.bpfarena.client.protocol.DescribeMapDecoder;
import io.bpfarena.client.protocol.DetachDecoder;
import io.bpfarena.client.protocol.FaultInDecoder;
import io.bpfarena.client.protocol.FreePagesDecoder;
import io.bpfarena.client.protocol.KeepaliveDecoder;
import io.bpfarena.client.protocol.ListClientsDecoder;
import io.bpfarena.client.protocol.ListMapsDecoder;
import io.bpfarena.client.protocol.ListProgramsDecoder;
import io.bpfarena.client.protocol.LoadObjectDecoder;
import io.bpfarena.client.protocol.LookupElementDecoder;
import io.bpfarena.client.protocol.NextKeyDecoder;
import io.bpfarena.client.protocol.OpenArenaDecoder;
import io.bpfarena.client.protocol.ReadBtfDecoder;
import io.bpfarena.client.protocol.ReadElementsDecoder;
import io.bpfarena.client.protocol.ReadGlobalDecoder;
import io.bpfarena.client.protocol.ReadStreamDecoder;
import io.bpfarena.client.protocol.RunProgramDecoder;
import io.bpfarena.client.protocol.StatusDecoder;
import io.bpfarena.client.protocol.SubmitRecordDecoder;
import io.bpfarena.client.protocol.UnloadObjectDecoder;
import io.bpfarena.client.protocol.UpdateElementDecoder;
import io.bpfarena.client.protocol.WriteGlobalDecoder;
import java.util.List;
import org.agrona.collections.Int2ObjectHashMap;

/** Which template has which shape, and who serves it. Every request of the protocol stands here once. */
final class RequestTable {
    private static final VariableField KEY = new VariableField("key", ControlProtocol.MAX_KEY_LENGTH);

    private final Int2ObjectHashMap<Route> routes = new Int2ObjectHashMap<>();

    /**
     * Where a message goes.
     *
     * @param shape   it must have.
     * @param handler that serves it; null for Attach.
     */
    record Route(RequestShape shape, RequestHandler handler) {
    }

    /**
     * Who serves what.
     *
     * @param session  Detach and Status.
     * @param arenas   opening and closing.
     * @param faultIn  FaultIn.
     * @param pages    AllocPages and FreePages.
     * @param objects  LoadObject and UnloadObject.
     * @param run      RunProgram.
     * @param globals  ReadGlobal and WriteGlobal.
     * @param stream   ReadStream.
     * @param lists    listings.
     * @param maps     DescribeMap and ReadBtf.
     * @param elements LookupElement, DeleteElement, NextKey and ReadElements.
     * @param update   UpdateElement.
     * @param rings    ConsumeRecords and SubmitRecord.
     */
    record Handlers(
            SessionHandlers session, ArenaHandlers arenas, FaultInHandler faultIn, PagesHandlers pages,
            ObjectHandlers objects, RunProgramHandler run, GlobalHandlers globals, StreamHandler stream,
            ListHandlers lists, MapHandlers maps, ElementHandlers elements, UpdateHandler update,
            RingHandlers rings) {
    }

    RequestTable(final Handlers to) {
        routes.put(AttachDecoder.TEMPLATE_ID, new Route(attachShape(), null));
        routes.put(KeepaliveDecoder.TEMPLATE_ID, new Route(keepaliveShape(), to.session()::keepalive));
        put(DetachDecoder.TEMPLATE_ID, to.session()::detach, "Detach", DetachDecoder.BLOCK_LENGTH);
        put(StatusDecoder.TEMPLATE_ID, to.session()::status, "Status", StatusDecoder.BLOCK_LENGTH);
        put(OpenArenaDecoder.TEMPLATE_ID, to.arenas()::open, "OpenArena", OpenArenaDecoder.BLOCK_LENGTH,
                name("name"));
        put(CloseArenaDecoder.TEMPLATE_ID, to.arenas()::close, "CloseArena", CloseArenaDecoder.BLOCK_LENGTH);
        put(FaultInDecoder.TEMPLATE_ID, to.faultIn(), "FaultIn", FaultInDecoder.BLOCK_LENGTH);
        put(AllocPagesDecoder.TEMPLATE_ID, to.pages()::alloc, "AllocPages", AllocPagesDecoder.BLOCK_LENGTH);
        put(FreePagesDecoder.TEMPLATE_ID, to.pages()::free, "FreePages", FreePagesDecoder.BLOCK_LENGTH);
        put(LoadObjectDecoder.TEMPLATE_ID, to.objects()::load, "LoadObject", LoadObjectDecoder.BLOCK_LENGTH,
                name("name"), new VariableField("data", ControlProtocol.MAX_CHUNK_LENGTH));
        put(UnloadObjectDecoder.TEMPLATE_ID, to.objects()::unload, "UnloadObject",
                UnloadObjectDecoder.BLOCK_LENGTH);
        put(RunProgramDecoder.TEMPLATE_ID, to.run(), "RunProgram", RunProgramDecoder.BLOCK_LENGTH,
                name("objectName"), name("programName"),
                new VariableField("context", ControlProtocol.MAX_CONTEXT_LENGTH),
                new VariableField("packet", ControlProtocol.MAX_PACKET_LENGTH));
        put(ReadGlobalDecoder.TEMPLATE_ID, to.globals()::read, "ReadGlobal", ReadGlobalDecoder.BLOCK_LENGTH,
                name("objectName"), name("variableName"));
        put(WriteGlobalDecoder.TEMPLATE_ID, to.globals()::write, "WriteGlobal", WriteGlobalDecoder.BLOCK_LENGTH,
                name("objectName"), name("variableName"),
                new VariableField("value", ControlProtocol.MAX_VALUE_LENGTH));
        put(ReadStreamDecoder.TEMPLATE_ID, to.stream(), "ReadStream", ReadStreamDecoder.BLOCK_LENGTH);
        put(ListProgramsDecoder.TEMPLATE_ID, to.lists()::programs, "ListPrograms",
                ListProgramsDecoder.BLOCK_LENGTH);
        put(ListMapsDecoder.TEMPLATE_ID, to.lists()::maps, "ListMaps", ListMapsDecoder.BLOCK_LENGTH);
        put(ListClientsDecoder.TEMPLATE_ID, to.lists()::clients, "ListClients", ListClientsDecoder.BLOCK_LENGTH);
        putMaps(to);
    }

    private void putMaps(final Handlers to) {
        put(DescribeMapDecoder.TEMPLATE_ID, to.maps()::describe, "DescribeMap", DescribeMapDecoder.BLOCK_LENGTH,
                name("objectName"), name("mapName"));
        put(ReadBtfDecoder.TEMPLATE_ID, to.maps()::readBtf, "ReadBtf", ReadBtfDecoder.BLOCK_LENGTH);
        put(LookupElementDecoder.TEMPLATE_ID, to.elements()::lookup, "LookupElement",
                LookupElementDecoder.BLOCK_LENGTH, KEY);
        put(UpdateElementDecoder.TEMPLATE_ID, to.update(), "UpdateElement", UpdateElementDecoder.BLOCK_LENGTH,
                KEY, new VariableField("value", ControlProtocol.MAX_VALUE_LENGTH));
        put(DeleteElementDecoder.TEMPLATE_ID, to.elements()::delete, "DeleteElement",
                DeleteElementDecoder.BLOCK_LENGTH, KEY);
        put(NextKeyDecoder.TEMPLATE_ID, to.elements()::nextKey, "NextKey", NextKeyDecoder.BLOCK_LENGTH, KEY);
        put(ReadElementsDecoder.TEMPLATE_ID, to.elements()::readElements, "ReadElements",
                ReadElementsDecoder.BLOCK_LENGTH, new VariableField("cursor", ControlProtocol.MAX_CURSOR_LENGTH));
        put(ConsumeRecordsDecoder.TEMPLATE_ID, to.rings()::consume, "ConsumeRecords",
                ConsumeRecordsDecoder.BLOCK_LENGTH);
        put(SubmitRecordDecoder.TEMPLATE_ID, to.rings()::submit, "SubmitRecord", SubmitRecordDecoder.BLOCK_LENGTH,
                new VariableField("record", ControlProtocol.MAX_VALUE_LENGTH));
    }

    private void put(
            final int templateId, final RequestHandler handler, final String name, final int blockLength,
            final VariableField... fields) {
        routes.put(templateId, new Route(RequestShape.of(name, blockLength, fields), handler));
    }

    private static VariableField name(final String field) {
        return new VariableField(field, ControlProtocol.MAX_NAME_LENGTH);
    }

    private static RequestShape attachShape() {
        return new RequestShape(
                "Attach", AttachDecoder.BLOCK_LENGTH, AttachDecoder.correlationIdEncodingOffset(),
                RequestShape.ABSENT,
                List.of(new VariableField("responseChannel", ControlProtocol.MAX_CHANNEL_LENGTH),
                        new VariableField("clientName", ControlProtocol.MAX_TEXT_LENGTH)));
    }

    private static RequestShape keepaliveShape() {
        return new RequestShape(
                "Keepalive", KeepaliveDecoder.BLOCK_LENGTH, RequestShape.ABSENT,
                KeepaliveDecoder.clientIdEncodingOffset(), List.of());
    }

    /**
     * Finds a route.
     *
     * @param templateId of a message.
     * @return the route, or null if it is no request.
     */
    Route route(final int templateId) {
        return routes.get(templateId);
    }
}
