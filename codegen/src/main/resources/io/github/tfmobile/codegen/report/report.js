(function () {
  var filter = document.getElementById("filter");
  var shown = document.getElementById("shown");
  var rows = document.querySelectorAll("#kernels tbody tr");
  var texts = Array.prototype.map.call(rows, function (row) { return row.textContent.toLowerCase(); });
  filter.addEventListener("input", function () {
    var words = filter.value.toLowerCase().split(/\s+/);
    var count = 0;
    for (var i = 0; i < rows.length; i++) {
      var hit = words.every(function (word) { return texts[i].indexOf(word) >= 0; });
      rows[i].hidden = !hit;
      count += hit ? 1 : 0;
    }
    shown.textContent = filter.value ? count + " of " + rows.length : "";
  });
})();
