package dev.slipway.standalone.apiserver.cel;

import static dev.slipway.standalone.apiserver.cel.KubernetesLibrary.TEXT;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelEvaluationException;
import dev.slipway.standalone.apiserver.cel.LibraryFunction.Argument;
import java.util.List;

/** URLs and their parts. */
final class UrlFunctions {
    private static final CelType TYPE = OpaqueType.create("kubernetes.URL");
    private static final Argument<RequestUrl> URL = new Argument<>(TYPE, RequestUrl.class);

    private UrlFunctions() {}

    static List<LibraryFunction> all() {
        return List.of(
                LibraryFunction.global("url", "string_to_url", TYPE, TEXT, UrlFunctions::parsed),
                LibraryFunction.global("isURL", "is_url_string", SimpleType.BOOL, TEXT, UrlFunctions::isUrl),
                LibraryFunction.member("getScheme", "url_get_scheme", SimpleType.STRING, URL, RequestUrl::scheme),
                LibraryFunction.member("getHost", "url_get_host", SimpleType.STRING, URL, RequestUrl::host),
                LibraryFunction.member("getHostname", "url_get_hostname", SimpleType.STRING, URL, RequestUrl::hostname),
                LibraryFunction.member("getPort", "url_get_port", SimpleType.STRING, URL, RequestUrl::port),
                LibraryFunction.member(
                        "getEscapedPath", "url_get_escaped_path", SimpleType.STRING, URL, RequestUrl::escapedPath),
                LibraryFunction.member(
                        "getQuery",
                        "url_get_query",
                        MapType.create(SimpleType.STRING, ListType.create(SimpleType.STRING)),
                        URL,
                        RequestUrl::parameters));
    }

    private static RequestUrl parsed(String text) throws CelEvaluationException {
        try {
            return RequestUrl.parse(text);
        } catch (RequestUrl.Unreadable e) {
            throw new CelEvaluationException("URL parse error during conversion from string: " + e.getMessage(), e);
        }
    }

    private static boolean isUrl(String text) {
        try {
            RequestUrl.parse(text);
            return true;
        } catch (RequestUrl.Unreadable _) {
            return false;
        }
    }
}
