// Shows the API's description. A token typed here stays in memory and goes nowhere but to this server.
window.SwaggerUIBundle({
  url: document.currentScript.dataset.document,
  dom_id: "#api",
  deepLinking: true,
  docExpansion: "none",
  persistAuthorization: false,
  validatorUrl: null,
  tryItOutEnabled: false,
});
