/** The page's foot: where the data stay and what the page is. */
export function Footer() {
  return (
    <footer class="foot">
      <p>
        <strong>Nothing leaves this page.</strong> Your files are read and simulated in this browser, and the page's
        security policy forbids it to call another server. The command line prints the same bytes:{' '}
        <code>batchwright simulate FILE.yaml --json</code>
      </p>
    </footer>
  );
}
