// On pointing at a panel: the time and the value of each curve there. The page is complete without it.
(function () {
  var NS = "http://www.w3.org/2000/svg";
  function numbers(text) { return text.trim().split(/\s+/).map(Number); }
  function round(v) {
    var a = Math.abs(v);
    return a && (a < 1e-3 || a >= 1e5) ? v.toExponential(1).replace("e+", "e") : String(Number(v.toPrecision(2)));
  }
  // From a height on the page back to the quantity.
  function quantity(y, d, spread) {
    var s = (y - d[2]) / (d[3] - d[2]), kind = spread.split(" "), c = Number(kind[1]);
    var f = kind[0] === "log" ? Math.log10 : kind[0] === "symlog" ? function (v) { return Math.sign(v) * Math.log1p(Math.abs(v) / c); } : Number;
    var g = kind[0] === "log" ? function (v) { return Math.pow(10, v); } : kind[0] === "symlog" ? function (v) { return Math.sign(v) * Math.expm1(Math.abs(v)) * c; } : Number;
    return g(f(d[0]) + s * (f(d[1]) - f(d[0])));
  }
  function height(curve, x) {
    var places = curve.getAttribute("d").split("M").slice(1);
    for (var r = 0; r < places.length; r++) {
      var p = places[r].split("L").map(function (t) { return t.split(",").map(Number); });
      for (var k = 1; k < p.length; k++) {
        if (p[k - 1][0] <= x && x <= p[k][0]) {
          var w = p[k][0] - p[k - 1][0];
          return w ? p[k - 1][1] + (p[k][1] - p[k - 1][1]) * (x - p[k - 1][0]) / w : p[k][1];
        }
      }
    }
    return NaN;
  }
  document.querySelectorAll("figure > svg, .multiples svg").forEach(function (svg) {
    // The title is the name of the drawing; as a tool tip it would be in the way.
    var title = svg.querySelector(":scope > title");
    if (title) { svg.setAttribute("aria-label", title.textContent); title.remove(); }
    svg.querySelectorAll(".panel").forEach(function (panel) {
      var dx = numbers(panel.dataset.x), dy = numbers(panel.dataset.y), mark = null;
      if (!panel.querySelector(".curve")) { return; }
      function clear() { if (mark) { mark.remove(); mark = null; } }
      svg.addEventListener("pointerleave", clear);
      svg.addEventListener("pointermove", function (event) {
        clear();
        var at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
        if (at.x < dx[2] || at.x > dx[3] || at.y < dy[3] || at.y > dy[2]) { return; }
        var time = dx[0] + (at.x - dx[2]) / (dx[3] - dx[2]) * (dx[1] - dx[0]);
        var lines = [String(Number(time.toPrecision(4))) + " " + panel.dataset.time];
        panel.querySelectorAll(".curve").forEach(function (curve) {
          var y = height(curve, at.x);
          if (isFinite(y)) { lines.push(curve.dataset.name + " " + round(quantity(y, dy, panel.dataset.spread)) + " " + panel.dataset.unit); }
        });
        mark = document.createElementNS(NS, "g");
        mark.setAttribute("pointer-events", "none");
        var rule = document.createElementNS(NS, "path");
        rule.setAttribute("d", "M" + at.x + "," + dy[3] + "V" + dy[2]);
        rule.setAttribute("stroke", "#595959");
        rule.setAttribute("stroke-width", "0.8");
        mark.appendChild(rule);
        var end = at.x > (dx[2] + dx[3]) / 2;
        lines.forEach(function (line, k) {
          var text = document.createElementNS(NS, "text");
          text.setAttribute("x", at.x + (end ? -6 : 6));
          text.setAttribute("y", dy[3] + 12 + 14 * k);
          text.setAttribute("text-anchor", end ? "end" : "start");
          text.setAttribute("stroke", "#fff");
          text.setAttribute("stroke-width", "4");
          text.setAttribute("paint-order", "stroke");
          text.textContent = line;
          mark.appendChild(text);
        });
        svg.appendChild(mark);
      });
    });
  });
})();
