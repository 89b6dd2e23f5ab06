package io.bpfarena.runtime.isa;

import io.bpfarena.runtime.isa.Operation.*;

/**
 * The kernel's dialect (kernel/bpf/disasm.c, print_bpf_insn): the opcode first, numbers decimal but for those that are
 * compared or loaded whole, and w registers for 32-bit arithmetic and comparisons alone. References to maps and
 * subprograms read as in bpftool (xlated_dumper.c, print_imm).
 */
final class KernelText implements InstructionText {
    static final KernelText WITHOUT_NAMES = new KernelText(SymbolNames.NONE);

    private final SymbolNames names;

    KernelText(final SymbolNames names) {
        this.names = names;
    }

    @Override
    public String of(final Operation operation) {
        final String body = body(operation);
        return operation instanceof Unknown
                ? body : "(%02x) %s".formatted(operation.encode().getFirst().code(), body);
    }

    private String body(final Operation operation) {
        return switch (operation) {
            case Arithmetic it -> "%s %s= %s".formatted(it.width().register(it.dst()), it.operator().symbol(),
                    operand(it.width(), it.source()));
            case Negate it -> "%1$s = -%1$s".formatted(it.width().register(it.dst()));
            case Move it -> "%s = %s".formatted(it.width().register(it.dst()), operand(it.width(), it.source()));
            case SignExtend it -> "%s = (s%d)%s".formatted(
                    it.width().register(it.dst()), it.bits(), it.width().register(it.src()));
            case CastAddressSpace it -> "r%d = addr_space_cast(r%d, %d, %d)".formatted(
                    it.dst(), it.src(), it.to(), it.from());
            case OrderBytes it -> "r%1$d = %2$s%3$d r%1$d".formatted(it.dst(), it.ordering().word(), it.bits());
            case LoadNumber it -> "r%d = 0x%x".formatted(it.dst(), it.value());
            case LoadReference it -> reference(it);
            case Load it -> "r%d = *(%s%d *)(%s)".formatted(
                    it.dst(), it.signed() ? "s" : "u", it.size().bits(), address(it.address()));
            case Store it -> "*%s = %s".formatted(place(it.size(), it.address()), operand(Width.BITS_64, it.source()));
            case AtomicUpdate it -> it.fetch()
                    ? "r%2$d = %1$s_fetch_%4$s(%3$s, r%2$d)".formatted(
                            atomic(it.size()), it.src(), place(it.size(), it.address()), it.operator().word())
                    : "lock *%s %s= r%d".formatted(
                            place(it.size(), it.address()), it.operator().symbol(), it.src());
            case Exchange it -> "r%2$d = %1$s_xchg(%3$s, r%2$d)".formatted(
                    atomic(it.size()), it.src(), place(it.size(), it.address()));
            case CompareExchange it -> "r0 = %s_cmpxchg(%s, r0, r%d)".formatted(
                    atomic(it.size()), place(it.size(), it.address()), it.src());
            case LoadAcquire it -> "r%d = load_acquire(%s)".formatted(it.dst(), place(it.size(), it.address()));
            case StoreRelease it -> "store_release(%s, r%d)".formatted(place(it.size(), it.address()), it.src());
            case LoadPacket it -> "r0 = *(u%d *)skb[%d]".formatted(it.size().bits(), it.position());
            case LoadPacketIndexed it ->
                "r0 = *(u%d *)skb[r%d + %d]".formatted(it.size().bits(), it.index(), it.position());
            case Goto it -> "goto pc%+d".formatted(it.offset());
            case GotoLong it -> "gotol pc%+d".formatted(it.offset());
            case MayGoto it -> "may_goto pc%+d".formatted(it.offset());
            case Branch it -> "if %s %s %s goto pc%+d".formatted(it.width().register(it.dst()),
                    it.comparison().symbol(), compared(it.width(), it.source()), it.offset());
            case CallHelper it -> "call %s#%d".formatted(names.helper(it.number()).orElse("unknown"), it.number());
            case CallSubprogram it -> "call pc%+d".formatted(it.offset());
            case CallKfunc it ->
                "call %s#%d".formatted(names.kfunc(it.number()).orElse("kernel-function"), it.number());
            case CallRegister it -> "callx r" + it.register();
            case Exit _ -> "exit";
            case Unknown it -> ".8byte 0x%016x".formatted(it.slot());
        };
    }

    private String reference(final LoadReference load) {
        if (load.kind() == Opcode.PSEUDO_MAP_VALUE) {
            return "r%d = map[%s][0]+%d".formatted(load.dst(), map(load), load.offset());
        }
        if (load.kind() == Opcode.PSEUDO_MAP_FD && load.offset() == 0) {
            return "r%d = map[%s]".formatted(load.dst(), map(load));
        }
        if (load.kind() == Opcode.PSEUDO_FUNC && load.offset() == 0) {
            return "r%d = subprog[%+d]".formatted(load.dst(), load.target());
        }
        return "ld_pseudo r%d, %d, 0x%x".formatted(load.dst(), load.kind(), load.value());
    }

    private String map(final LoadReference load) {
        return names.map(load.target()).orElse("id:" + load.target());
    }

    private static String atomic(final MemorySize size) {
        return size == MemorySize.DOUBLE_WORD ? "atomic64" : "atomic";
    }

    private static String place(final MemorySize size, final Address address) {
        return "(u%d *)(%s)".formatted(size.bits(), address(address));
    }

    private static String address(final Address address) {
        return "r%d %+d".formatted(address.base(), address.offset());
    }

    private static String operand(final Width width, final Operand operand) {
        return switch (operand) {
            case Operand.Register register -> width.register(register.number());
            case Operand.Immediate immediate -> Integer.toString(immediate.value());
        };
    }

    /** Comparisons have their immediate as the 32 bits that it is, without a sign. */
    private static String compared(final Width width, final Operand operand) {
        return switch (operand) {
            case Operand.Register register -> width.register(register.number());
            case Operand.Immediate immediate -> "0x%x".formatted(immediate.value());
        };
    }
}
