package io.bpfarena.runtime.isa;

import io.bpfarena.runtime.isa.Operation.*;

/**
 * LLVM's dialect (BPFInstrInfo.td and BPFInstPrinter.cpp): all numbers hexadecimal with their sign, and w registers
 * for whatever is narrower than 64 bits. Load-acquire and store-release read as from LLVM 20 on.
 */
final class LlvmText implements InstructionText {
    static final LlvmText INSTANCE = new LlvmText();

    private LlvmText() {
    }

    @Override
    public String of(final Operation operation) {
        return switch (operation) {
            case Arithmetic it -> "%s %s= %s".formatted(it.width().register(it.dst()), it.operator().symbol(),
                    operand(it.width(), it.source()));
            case Negate it -> "%1$s = -%1$s".formatted(it.width().register(it.dst()));
            case Move it -> "%s = %s".formatted(it.width().register(it.dst()), operand(it.width(), it.source()));
            case SignExtend it -> "%s = (s%d)%s".formatted(
                    it.width().register(it.dst()), it.bits(), it.width().register(it.src()));
            case CastAddressSpace it -> "r%d = addr_space_cast(r%d, %s, %s)".formatted(
                    it.dst(), it.src(), hex(it.to()), hex(it.from()));
            case OrderBytes it -> "r%1$d = %2$s%3$d r%1$d".formatted(it.dst(), it.ordering().word(), it.bits());
            case LoadNumber it -> "r%d = %s ll".formatted(it.dst(), hex(it.value()));
            case LoadReference it -> "ld_pseudo\tr%d, %s, %s".formatted(it.dst(), hex(it.kind()), hex(it.value()));
            case Load it -> it.signed()
                    ? "r%d = *(s%d *)(%s)".formatted(it.dst(), it.size().bits(), address(it.address()))
                    : "%s = *%s".formatted(it.size().width().register(it.dst()), place(it.size(), it.address()));
            case Store it -> "*%s = %s".formatted(
                    place(it.size(), it.address()), operand(it.size().width(), it.source()));
            case AtomicUpdate it -> atomic(it);
            case Exchange it -> "%2$s = xchg%1$s(%3$s, %2$s)".formatted(suffix(it.size()),
                    it.size().width().register(it.src()), address(it.address()));
            case CompareExchange it -> "%2$s = cmpxchg%1$s(%3$s, %2$s, %4$s)".formatted(suffix(it.size()),
                    it.size().width().register(0), address(it.address()), it.size().width().register(it.src()));
            case LoadAcquire it -> "%s = load_acquire(%s)".formatted(
                    it.size().width().register(it.dst()), place(it.size(), it.address()));
            case StoreRelease it -> "store_release(%s, %s)".formatted(
                    place(it.size(), it.address()), it.size().width().register(it.src()));
            case LoadPacket it -> "r0 = *(u%d *)skb[%s]".formatted(it.size().bits(), hex(it.position()));
            case LoadPacketIndexed it -> "r0 = *(u%d *)skb[r%d%s]".formatted(it.size().bits(), it.index(),
                    it.position() == 0 ? "" : " + " + hex(it.position()));
            case Goto it -> "goto " + signed(it.offset());
            case GotoLong it -> "gotol " + signed(it.offset());
            case MayGoto it -> "may_goto " + signed(it.offset());
            case Branch it -> "if %s %s %s goto %s".formatted(it.width().register(it.dst()),
                    it.comparison().symbol(), operand(it.width(), it.source()), signed(it.offset()));
            case CallHelper it -> "call " + hex(it.number());
            case CallSubprogram it -> "call pc" + signed(it.offset());
            case CallKfunc it -> "call kernel-function#" + it.number();
            case CallRegister it -> "callx r" + it.register();
            case Exit _ -> "exit";
            case Unknown it -> ".8byte 0x%016x".formatted(it.slot());
        };
    }

    private static String atomic(final AtomicUpdate update) {
        final String source = update.size().width().register(update.src());
        final String place = place(update.size(), update.address());
        return update.fetch()
                ? "%1$s = atomic_fetch_%2$s(%3$s, %1$s)".formatted(source, update.operator().word(), place)
                : "lock *%s %s= %s".formatted(place, update.operator().symbol(), source);
    }

    private static String suffix(final MemorySize size) {
        return size == MemorySize.DOUBLE_WORD ? "_64" : "32_32";
    }

    private static String place(final MemorySize size, final Address address) {
        return "(u%d *)(%s)".formatted(size.bits(), address(address));
    }

    private static String address(final Address address) {
        return "r%d %s 0x%x".formatted(
                address.base(), address.offset() < 0 ? "-" : "+", Math.abs(address.offset()));
    }

    private static String operand(final Width width, final Operand operand) {
        return switch (operand) {
            case Operand.Register register -> width.register(register.number());
            case Operand.Immediate immediate -> hex(immediate.value());
        };
    }

    private static String hex(final long number) {
        return number < 0 ? "-0x" + Long.toHexString(-number) : "0x" + Long.toHexString(number);
    }

    private static String signed(final long number) {
        return number < 0 ? hex(number) : "+" + hex(number);
    }
}
