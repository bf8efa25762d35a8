// What could not be sent or done is said in words, in the place where messages stand.
const say = (id) => {
  const template = document.getElementById(id);
  document.getElementById("messages")?.replaceChildren(template.content.cloneNode(true));
};

document.addEventListener("htmx:sendError", () => say("trouble-network"));
document.addEventListener("htmx:timeout", () => say("trouble-network"));
document.addEventListener("htmx:responseError", () => say("trouble-server"));
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  say("trouble-passkey");
});
