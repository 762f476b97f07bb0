package dev.slipway.ui;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The system's Chromium, with one page; screenshots are kept as build output. */
final class Chromium implements AutoCloseable {
    private static final Path SHOTS = Path.of("target", "screenshots");

    private final Playwright playwright;
    private final Browser browser;
    private final Page page;

    private Chromium(Playwright playwright, Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
        this.page = browser.newPage(new Browser.NewPageOptions().setViewportSize(1440, 900));
    }

    static Chromium launch() {
        Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        Browser browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(Path.of("/usr/bin/chromium"))
                        .setArgs(List.of("--no-sandbox")));
        return new Chromium(playwright, browser);
    }

    Page page() {
        return page;
    }

    /** Returns the page of another browser, which shares no cookie with the first. */
    Page another() {
        return browser.newPage(new Browser.NewPageOptions().setViewportSize(1440, 900));
    }

    /** Returns the page of another browser that is set otherwise. */
    Page another(Browser.NewPageOptions options) {
        return browser.newPage(options.setViewportSize(1440, 900));
    }

    /** Signs in as the first user and ends on {@code path}. */
    void signIn(InstalledSlipway slipway, String path) throws IOException {
        signIn(page, slipway, path);
    }

    /** Signs in on a page of {@link #another()} browser. */
    static void signIn(Page page, InstalledSlipway slipway, String path) throws IOException {
        page.navigate(slipway.portal() + path);
        page.locator("input[name=user]").fill("admin");
        page.locator("input[name=password]").fill(slipway.firstPassword());
        page.locator("button[type=submit]").first().click();
    }

    void shot(String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(SHOTS.resolve(name + ".png")));
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
