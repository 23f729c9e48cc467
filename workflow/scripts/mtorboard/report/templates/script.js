"use strict";
// What the page can do beyond reading: fold, sort, open what a link points to and what is printed.
// Without it everything is still there; its words come from the page.
(() => {
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));

  const unfold = (element) => {
    for (let box = element; box; box = box.parentElement) {
      if (box.tagName === "DETAILS") box.open = true;
    }
  };
  const showTarget = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.closest("details")) {
      unfold(target);
      target.scrollIntoView();
    }
  };
  addEventListener("hashchange", showTarget);
  showTarget();

  for (const tools of all("[data-tools]")) {
    tools.hidden = false;
    for (const button of all("button[data-fold]", tools)) {
      button.addEventListener("click", () => {
        for (const box of all("details")) box.open = button.dataset.fold === "open";
      });
    }
  }

  let folded = [];
  addEventListener("beforeprint", () => {
    folded = all("details:not([open])");
    for (const box of folded) box.open = true;
  });
  addEventListener("afterprint", () => {
    for (const box of folded) box.open = false;
  });

  const order = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const keyOf = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.key ?? cell.textContent.trim();
  };
  const compare = (one, other) => {
    // An empty key is a value that is not known: it stays last, whichever way the rest is sorted.
    if (one === "" || other === "") return 0;
    const difference = Number(one) - Number(other);
    return Number.isNaN(difference) ? order.compare(one, other) : difference;
  };
  const sortBy = (table, header) => {
    const column = header.cellIndex;
    const descending = header.getAttribute("aria-sort") === "ascending";
    for (const other of all("th[aria-sort]", table)) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", descending ? "descending" : "ascending");
    const body = table.tBodies[0];
    const keyed = Array.from(body.rows, (row) => [keyOf(row, column), row]);
    keyed.sort(([a], [b]) => (a === "") - (b === "") || compare(a, b) * (descending ? -1 : 1));
    body.append(...keyed.map(([, row]) => row));
  };
  for (const table of all("table.sortable")) {
    if (table.tBodies[0].rows.length < 2) continue;
    for (const header of table.tHead.rows[0].cells) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...header.childNodes);
      button.addEventListener("click", () => sortBy(table, header));
      header.append(button);
    }
  }
})();
