package io.bpfarena.runtime.packet;

import io.bpfarena.linux.Errno;

/** Room at the network layer's header of a packet (net/core/filter.c, bpf_skb_net_grow and bpf_skb_net_shrink). */
final class Room {
    /** ETH_P_IP in network order. */
    private static final int IPV4 = 0x0008;
    /** ETH_P_IPV6 in network order. */
    private static final int IPV6 = 0xDD86;
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final int MAX_DIFFERENCE = 0xFFF;

    private static final long FIXED_GSO = 1;
    private static final long ENCAP_IPV4 = 1 << 1;
    private static final long ENCAP_IPV6 = 1 << 2;
    private static final long ENCAP_GRE = 1 << 3;
    private static final long ENCAP_UDP = 1 << 4;
    private static final long NO_CHECKSUM_RESET = 1 << 5;
    private static final long ENCAP_ETHERNET = 1 << 6;
    private static final long DECAP_IPV4 = 1 << 7;
    private static final long DECAP_IPV6 = 1 << 8;
    private static final int INNER_LENGTH_SHIFT = 56;
    private static final long SHRINK_FLAGS = FIXED_GSO | DECAP_IPV4 | DECAP_IPV6 | NO_CHECKSUM_RESET;
    private static final long FLAGS = SHRINK_FLAGS | ENCAP_IPV4 | ENCAP_IPV6 | ENCAP_GRE | ENCAP_UDP | ENCAP_ETHERNET
            | 0xFFL << INNER_LENGTH_SHIFT;

    private static final int EINVAL = -Errno.EINVAL.number();
    private static final int ENOTSUPP = -Errno.ENOTSUPP.number();

    private final PacketContext context;
    private final SocketBuffer buffer;

    Room(final PacketContext context, final SocketBuffer buffer) {
        this.context = context;
        this.buffer = buffer;
    }

    /** bpf_skb_proto_xlat. */
    int translate(final int wanted) {
        final int protocol = context.field(PacketContext.PROTOCOL);
        final int difference = IPV6_HEADER - IPV4_HEADER;
        final int offset = buffer.networkOffset();
        if (protocol == IPV4 && wanted == IPV6) {
            context.packet().insert(offset, difference);
        } else if (protocol == IPV6 && wanted == IPV4) {
            if (context.packet().length() < offset + difference) {
                return -Errno.ENOMEM.number();
            }
            context.packet().remove(offset, difference);
        } else {
            return ENOTSUPP;
        }
        context.setField(PacketContext.PROTOCOL, wanted);
        return 0;
    }

    /** bpf_skb_adjust_room. */
    int adjust(final int difference, final int mode, final long flags, final int maxLength) {
        final boolean shrink = difference < 0;
        final long count = Math.abs((long) difference);
        if ((flags & ~FLAGS) != 0) {
            return EINVAL;
        }
        if (count > MAX_DIFFERENCE) {
            return -Errno.EFAULT.number();
        }
        final int protocol = context.field(PacketContext.PROTOCOL);
        if (protocol != IPV4 && protocol != IPV6 || mode != 0 && mode != 1) {
            return ENOTSUPP;
        }
        final int header = protocol == IPV4 ? IPV4_HEADER : IPV6_HEADER;
        final long decap = flags & (DECAP_IPV4 | DECAP_IPV6);
        if (decap != 0 && (!shrink || decap == (DECAP_IPV4 | DECAP_IPV6))) {
            return EINVAL;
        }
        final int kept = decap == 0 ? header : decap == DECAP_IPV4 ? IPV4_HEADER : IPV6_HEADER;
        final int length = context.packet().length();
        final long behind = length - buffer.networkOffset() - count;
        if (shrink ? behind <= 0 || behind < kept : length + count > maxLength) {
            return ENOTSUPP;
        }
        final int offset = buffer.networkOffset() + (mode == 0 ? header : 0);
        final int answer = shrink ? shrink(offset, (int) count, flags) : grow(offset, (int) count, flags);
        if (answer == 0 && (flags & NO_CHECKSUM_RESET) == 0) {
            buffer.checksum().reset();
        }
        return answer;
    }

    private int shrink(final int offset, final int count, final long flags) {
        if ((flags & ~SHRINK_FLAGS) != 0) {
            return EINVAL;
        }
        if (context.packet().length() < offset + count) {
            return -Errno.ENOMEM.number();
        }
        context.packet().remove(offset, count);
        setProtocol(flags & DECAP_IPV4, flags & DECAP_IPV6);
        return 0;
    }

    private int grow(final int offset, final int count, final long flags) {
        final boolean encapsulates = (flags & (ENCAP_IPV4 | ENCAP_IPV6)) != 0;
        final int innerLength = (int) (flags >>> INNER_LENGTH_SHIFT);
        if (encapsulates) {
            if (has(flags, ENCAP_IPV4 | ENCAP_IPV6) || has(flags, ENCAP_GRE | ENCAP_UDP)
                    || has(flags, ENCAP_ETHERNET) && innerLength < Packet.ETHERNET_HEADER) {
                return EINVAL;
            }
            if (buffer.isEncapsulated()) {
                return -Errno.EALREADY.number();
            }
            if (innerLength > count) {
                return EINVAL;
            }
        }
        if (offset > context.packet().length()) {
            return -Errno.ENOMEM.number();
        }
        context.packet().insert(offset, count);
        if (encapsulates) {
            buffer.encapsulate();
            setProtocol(flags & ENCAP_IPV4, flags & ENCAP_IPV6);
        }
        return 0;
    }

    private static boolean has(final long flags, final long all) {
        return (flags & all) == all;
    }

    /** The protocol is that of the header which is the outer one now. */
    private void setProtocol(final long toIpv4, final long toIpv6) {
        if (toIpv4 != 0) {
            context.setField(PacketContext.PROTOCOL, IPV4);
        } else if (toIpv6 != 0) {
            context.setField(PacketContext.PROTOCOL, IPV6);
        }
    }
}
