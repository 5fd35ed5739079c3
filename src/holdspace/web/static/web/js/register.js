// Keeps the help pages on this device, so that they open without a network.

const where = document.body?.dataset.worker;

if (where && "serviceWorker" in navigator && window.isSecureContext) {
  navigator.serviceWorker.register(where, { scope: "/" }).catch(() => {
    // Help is still there while there is a network.
  });
}
