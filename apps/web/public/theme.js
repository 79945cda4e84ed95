// Runs before the first paint: the stored choice, else the system's.
(() => {
  let choice = 'system';
  try {
    choice = JSON.parse(localStorage.getItem('craftastic.theme') ?? '"system"');
  } catch {
    // Storage is blocked or holds something else: follow the system.
  }
  const dark = choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
