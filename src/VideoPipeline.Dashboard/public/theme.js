// Before the first paint, so that a chosen theme does not flash the other one. A script of its own: the policy allows no inline ones.
(function () {
  try {
    var theme = localStorage.getItem('theme');
    if (theme === 'light' || theme === 'dark') {
      document.documentElement.dataset.theme = theme;
    }
  } catch (e) {
    // storage is forbidden: the system's theme is shown
  }
})();
