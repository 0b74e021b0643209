(() => {
  const problems = [];
  const say = (text) => { if (problems.length < 25) problems.push(text); };
  const name = (element) => {
    const label = element.getAttribute("aria-label") || element.querySelector?.("title")?.textContent || element.id;
    return `<${element.tagName.toLowerCase()}>${label ? ` "${label}"` : ""}`;
  };
  const shown = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });

  if (!document.title.trim()) say("the page has no title");
  if (!document.querySelector("h1")) say("the page has no main heading");
  const wide = document.documentElement.scrollWidth;
  if (wide > window.innerWidth + 1 || wide > document.documentElement.clientWidth + 1)
    say(`the page is ${wide} pixels wide in a window of ${document.documentElement.clientWidth}: it scrolls sideways`);
  for (const picture of document.querySelectorAll("img"))
    if (shown(picture) && !picture.naturalWidth) say(`the picture ${picture.src.slice(0, 60)} does not show`);

  let figures = 0;
  for (const figure of document.querySelectorAll("svg")) {
    if (!shown(figure) || figure.parentElement.closest("svg")) continue;
    const frame = figure.getBoundingClientRect();
    if (frame.width < 2 || frame.height < 2) { say(`${name(figure)} has no size`); continue; }
    figures += 1;
    const words = [...figure.querySelectorAll("text")]
      .filter((text) => text.textContent.trim() && shown(text))
      .map((text) => ({ text: text.textContent.trim(), box: text.getBoundingClientRect(), turned: /rotate/.test(text.getAttribute("transform") || "") }));
    for (const { text, box } of words) {
      const out = Math.max(frame.left - box.left, box.right - frame.right, frame.top - box.top, box.bottom - frame.bottom);
      if (out > 2) say(`in ${name(figure)} the text "${text}" is cut off by ${Math.round(out)} pixels`);
      if (Math.min(box.width, box.height) > 0 && Math.min(box.height, text.length > 1 ? box.height : 99) < 6)
        say(`in ${name(figure)} the text "${text}" is only ${box.height.toFixed(1)} pixels high`);
    }
    for (let i = 0; i < words.length; i += 1)
      for (let j = i + 1; j < words.length; j += 1) {
        const a = words[i].box, b = words[j].box;
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (words[i].turned || words[j].turned || across <= 1 || down <= 0) continue;
        if (across * down > 0.25 * Math.min(a.width * a.height, b.width * b.height))
          say(`in ${name(figure)} "${words[i].text}" and "${words[j].text}" overlap`);
      }
    if (/NaN|Infinity|undefined/.test(figure.outerHTML)) say(`${name(figure)} holds a number that is none`);
  }
  return { figures, words: document.body.innerText, problems };
})()
