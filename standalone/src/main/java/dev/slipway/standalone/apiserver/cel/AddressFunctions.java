package dev.slipway.standalone.apiserver.cel;

import static dev.slipway.standalone.apiserver.cel.KubernetesLibrary.TEXT;

import dev.cel.common.types.CelType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionOverload;
import dev.slipway.standalone.apiserver.cel.LibraryFunction.Argument;
import java.util.List;

/** Addresses and networks of IPv4 and IPv6. */
final class AddressFunctions {
    private static final CelType IP_TYPE = OpaqueType.create("net.IP");
    private static final CelType CIDR_TYPE = OpaqueType.create("net.CIDR");
    private static final Argument<IpAddress> IP = new Argument<>(IP_TYPE, IpAddress.class);
    private static final Argument<IpPrefix> CIDR = new Argument<>(CIDR_TYPE, IpPrefix.class);

    private AddressFunctions() {}

    static List<LibraryFunction> all() {
        return List.of(
                LibraryFunction.global("ip", "string_to_ip", IP_TYPE, TEXT, AddressFunctions::ip),
                LibraryFunction.global("isIP", "is_ip", SimpleType.BOOL, TEXT, AddressFunctions::isIp),
                LibraryFunction.global(
                        "ip.isCanonical",
                        "ip_is_canonical",
                        SimpleType.BOOL,
                        TEXT,
                        text -> ip(text).toString().equals(text)),
                LibraryFunction.global("string", "ip_to_string", SimpleType.STRING, IP, IpAddress::toString),
                LibraryFunction.member("family", "ip_family", SimpleType.INT, IP, IpAddress::family),
                is("isUnspecified", "ip_is_unspecified", IpAddress::isUnspecified),
                is("isLoopback", "ip_is_loopback", IpAddress::isLoopback),
                is("isLinkLocalMulticast", "ip_is_link_local_multicast", IpAddress::isLinkLocalMulticast),
                is("isLinkLocalUnicast", "ip_is_link_local_unicast", IpAddress::isLinkLocalUnicast),
                is("isGlobalUnicast", "ip_is_global_unicast", IpAddress::isGlobalUnicast),
                LibraryFunction.global("cidr", "string_to_cidr", CIDR_TYPE, TEXT, AddressFunctions::cidr),
                LibraryFunction.global("isCIDR", "is_cidr", SimpleType.BOOL, TEXT, AddressFunctions::isCidr),
                LibraryFunction.global("string", "cidr_to_string", SimpleType.STRING, CIDR, IpPrefix::toString),
                LibraryFunction.member(
                        "containsIP",
                        "cidr_contains_ip_string",
                        SimpleType.BOOL,
                        CIDR,
                        TEXT,
                        (cidr, text) -> cidr.contains(ip(text))),
                LibraryFunction.member(
                        "containsIP", "cidr_contains_ip_ip", SimpleType.BOOL, CIDR, IP, IpPrefix::contains),
                LibraryFunction.member(
                        "containsCIDR",
                        "cidr_contains_cidr_string",
                        SimpleType.BOOL,
                        CIDR,
                        TEXT,
                        (cidr, text) -> cidr.contains(cidr(text))),
                LibraryFunction.member(
                        "containsCIDR", "cidr_contains_cidr", SimpleType.BOOL, CIDR, CIDR, IpPrefix::contains),
                LibraryFunction.member("ip", "cidr_ip", IP_TYPE, CIDR, IpPrefix::address),
                LibraryFunction.member(
                        "prefixLength", "cidr_prefix_length", SimpleType.INT, CIDR, cidr -> (long) cidr.length()),
                LibraryFunction.member("masked", "cidr_masked", CIDR_TYPE, CIDR, IpPrefix::masked));
    }

    private static LibraryFunction is(String name, String id, CelFunctionOverload.Unary<IpAddress> what) {
        return LibraryFunction.member(name, id, SimpleType.BOOL, IP, what);
    }

    private static IpAddress ip(String text) throws CelEvaluationException {
        try {
            return IpAddress.parse(text);
        } catch (IpAddress.Unreadable e) {
            throw new CelEvaluationException(e.getMessage(), e);
        }
    }

    private static boolean isIp(String text) {
        try {
            IpAddress.parse(text);
            return true;
        } catch (IpAddress.Unreadable _) {
            return false;
        }
    }

    private static IpPrefix cidr(String text) throws CelEvaluationException {
        try {
            return IpPrefix.parse(text);
        } catch (IpAddress.Unreadable e) {
            throw new CelEvaluationException(
                    "network address parse error during conversion from string: " + e.getMessage(), e);
        }
    }

    private static boolean isCidr(String text) {
        try {
            IpPrefix.parse(text);
            return true;
        } catch (IpAddress.Unreadable _) {
            return false;
        }
    }
}
