package io.bpfarena.runtime.isa;

import io.bpfarena.runtime.isa.Operation.*;
import io.bpfarena.runtime.isa.TokenCursor.RegisterName;
import java.util.Arrays;

/** Reads one instruction. What stands right of {@code r1 =} is the business of {@link ValueParser}. */
final class StatementParser {
    private final TokenCursor cursor;
    private final PlaceParser places;

    StatementParser(final TokenCursor cursor) {
        this.cursor = cursor;
        this.places = new PlaceParser(cursor);
    }

    Statement read() throws AssemblyException {
        final Token code = opcode();
        final Statement statement = instruction(code != null && code.text().equals("18"));
        cursor.expectEnd();
        if (code != null) {
            final String found = "%02x".formatted(statement.operation().encode().getFirst().code());
            if (!found.equals(code.text())) {
                throw code.unexpected("the instruction's opcode, " + found);
            }
        }
        return statement;
    }

    /** The kernel's {@code (b7)}, or null. */
    private Token opcode() throws AssemblyException {
        if (!cursor.accept("(")) {
            return null;
        }
        final Token code = cursor.take();
        if (!code.text().matches("[0-9a-f]{2}")) {
            throw code.unexpected("an opcode, two hexadecimal digits");
        }
        cursor.expect(")");
        return code;
    }

    private Statement instruction(final boolean wide) throws AssemblyException {
        final Token first = cursor.peek();
        if (first.is("*")) {
            return Statement.of(store());
        }
        if (TokenCursor.registerOf(first) != null) {
            return assignment(wide);
        }
        cursor.take();
        return switch (first.text()) {
            case "exit" -> Statement.of(new Exit());
            case "goto" -> target(new Goto(0));
            case "gotol" -> target(new GotoLong(0));
            case "may_goto" -> target(new MayGoto(0));
            case "if" -> branch();
            case "call" -> call();
            case "callx" -> Statement.of(new CallRegister(cursor.register(Width.BITS_64)));
            case "lock" -> Statement.of(locked());
            case "store_release" -> Statement.of(storeRelease());
            case "ld_pseudo" -> Statement.of(reference());
            case ".8byte" -> Statement.of(new Unknown(cursor.wideImmediate()));
            default -> throw first.unexpected("an instruction");
        };
    }

    private Statement assignment(final boolean wide) throws AssemblyException {
        final RegisterName dst = cursor.register();
        if (cursor.accept("=")) {
            return new ValueParser(cursor, places, dst, wide).read();
        }
        final String sign = cursor.accept("s") ? "s" : "";
        final Token operator = cursor.take();
        final BinaryOperator found = Arrays.stream(BinaryOperator.values())
                .filter(it -> operator.is(it.symbol().substring(sign.length()) + "=")
                        && it.symbol().startsWith("s") == !sign.isEmpty())
                .findFirst().orElseThrow(() -> operator.unexpected("an operator such as '=' or '+='"));
        return Statement.of(new Arithmetic(dst.width(), found, dst.number(), operand(dst.width())));
    }

    private Operand operand(final Width width) throws AssemblyException {
        return cursor.atNumber()
                ? new Operand.Immediate(cursor.immediate()) : new Operand.Register(cursor.register(width));
    }

    private Operation store() throws AssemblyException {
        cursor.expect("*");
        final PlaceParser.Place place = places.place();
        cursor.expect("=");
        return new Store(place.size(), place.address(), cursor.atNumber()
                ? new Operand.Immediate(cursor.immediate()) : new Operand.Register(cursor.register(place.size())));
    }

    private Operation locked() throws AssemblyException {
        cursor.expect("*");
        final PlaceParser.Place place = places.atomicPlace();
        final Token operator = cursor.take();
        final AtomicOperator found = Arrays.stream(AtomicOperator.values())
                .filter(it -> operator.is(it.symbol() + "="))
                .findFirst().orElseThrow(() -> operator.unexpected("'+=', '|=', '&=' or '^='"));
        return new AtomicUpdate(place.size(), found, false, place.address(), cursor.register(place.size()));
    }

    private Operation storeRelease() throws AssemblyException {
        cursor.expect("(");
        final PlaceParser.Place place = places.place();
        cursor.expect(",");
        final int src = cursor.register(place.size());
        cursor.expect(")");
        return new StoreRelease(place.size(), place.address(), src);
    }

    private Operation reference() throws AssemblyException {
        final int dst = cursor.register(Width.BITS_64);
        cursor.expect(",");
        final int kind = (int) cursor.number("1", "6");
        cursor.expect(",");
        return new LoadReference(dst, kind, cursor.wideImmediate());
    }

    private Statement branch() throws AssemblyException {
        final RegisterName dst = cursor.register();
        final String sign = cursor.accept("s") ? "s" : "";
        final Token token = cursor.take();
        final Comparison comparison = Arrays.stream(Comparison.values())
                .filter(it -> token.kind() == Token.Kind.SIGN && it.symbol().equals(sign + token.text()))
                .findFirst().orElseThrow(() -> token.unexpected("a comparison such as '==' or 's>='"));
        final Operand source = operand(dst.width());
        cursor.expect("goto");
        return target(new Branch(dst.width(), comparison, dst.number(), source, 0));
    }

    private Statement call() throws AssemblyException {
        if (cursor.atNumber()) {
            return Statement.of(new CallHelper(cursor.immediate()));
        }
        if (cursor.peek().is("unknown") && cursor.peekSecond().is("#")) {
            cursor.expect("unknown", "#");
            return Statement.of(new CallHelper(cursor.immediate()));
        }
        if (cursor.peek().is("kernel") && cursor.peekSecond().is("-")) {
            cursor.expect("kernel", "-", "function", "#");
            return Statement.of(new CallKfunc(cursor.immediate()));
        }
        return target(new CallSubprogram(0));
    }

    /** A jump's target: {@code +5}, {@code pc+5} or a label; the operation has a wrong offset until then. */
    private Statement target(final Operation operation) throws AssemblyException {
        final boolean relative = cursor.peek().is("pc") && isSign(cursor.peekSecond());
        if (relative) {
            cursor.take();
        }
        if (relative || cursor.atNumber()) {
            final boolean far = operation instanceof GotoLong || operation instanceof CallSubprogram;
            final int offset = far ? cursor.longOffset() : cursor.offset();
            return Statement.of(new Statement(operation, null).resolved(offset));
        }
        if (cursor.peek().kind() != Token.Kind.NAME || TokenCursor.registerOf(cursor.peek()) != null) {
            throw cursor.peek().unexpected("a label or a number of slots");
        }
        return new Statement(operation, cursor.take());
    }

    private static boolean isSign(final Token token) {
        return token.is("+") || token.is("-");
    }
}
