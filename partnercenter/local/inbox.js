// The list renews itself when another mail has arrived; a mail that is being read stays as it is.
if (location.pathname === "/") {
  const known = document.body.dataset.count;
  setInterval(async () => {
    try {
      const answer = await fetch("/count");
      if (answer.ok && (await answer.text()) !== known) location.reload();
    } catch {
      // The demo has ended; the page stays readable.
    }
  }, 2000);
}
