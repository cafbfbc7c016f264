/** `ms.vss-features.host-navigation-service`: the address that the person sees. */
export function navigationService(): object {
  return {
    getHash: () => window.location.hash.replace(/^#/, ""),
    setHash: (hash: string) => void (window.location.hash = hash),
    replaceHash: (hash: string) => replaceAddress((url) => (url.hash = hash)),
    onHashChanged: (listen: (hash: string) => void) =>
      window.addEventListener("hashchange", () => listen(window.location.hash.replace(/^#/, ""))),
    getQueryParams: () => Object.fromEntries(new URLSearchParams(window.location.search)),
    setQueryParams: (parameters: Record<string, string>) =>
      replaceAddress((url) => {
        for (const [name, value] of Object.entries(parameters)) {
          if (value) url.searchParams.set(name, value);
          else url.searchParams.delete(name);
        }
      }),
    getPageRoute: () => ({ id: "ms.vss-web.hub-route", routeValues: { path: window.location.pathname } }),
    getPageNavigationElements: () => navigationElements(),
    navigate: (url: string) => window.location.assign(new URL(url, window.location.href)),
    openNewWindow: (url: string, features: string) => void window.open(url, "_blank", features),
    reload: () => window.location.reload(),
    setDocumentTitle: (title: string) => void (document.title = title),
  };
}

function replaceAddress(change: (url: URL) => void): void {
  const url = new URL(window.location.href);
  change(url);
  window.history.replaceState(window.history.state, "", url);
}

function navigationElements(): object[] {
  const current = document.querySelector("nav.left [aria-current='page']");
  return current
    ? [{ id: current.getAttribute("data-id") ?? "", name: current.textContent, type: "hub" }]
    : [];
}
