package dev.slipway.portal;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A signed-in browser, for tests. */
final class Visitor {
    private static final Pattern TOKEN = Pattern.compile("data-csrf=\"([^\"]+)\"");

    private final String session;
    private final String csrf;

    private Visitor(String session) {
        this.session = session;
        Matcher token = TOKEN.matcher(
                given().cookie("slipway-session", session).get("/tasks").asString());
        assertThat(token.find()).isTrue();
        this.csrf = token.group(1);
    }

    /** Returns the admin, whose session tests share, because passwords are slow on purpose. */
    static Visitor admin() {
        return new Visitor(PortalDouble.session(() -> session("admin")));
    }

    static Visitor signedIn(String user) {
        return new Visitor(session(user));
    }

    RequestSpecification browser() {
        return given().cookie("slipway-session", session).redirects().follow(false);
    }

    String get(String path) {
        return browser().get(path).asString();
    }

    Response post(String path, Map<String, String> fields) {
        return browser().formParam("csrf", csrf).formParams(fields).post(path);
    }

    String csrf() {
        return csrf;
    }

    String session() {
        return session;
    }

    private static String session(String user) {
        return given().redirects()
                .follow(false)
                .formParams(Map.of("user", user, "password", PortalDouble.PASSWORD))
                .post("/sign-in")
                .then()
                .statusCode(303)
                .extract()
                .cookie("slipway-session");
    }
}
