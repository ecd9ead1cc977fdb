# Signing in to GitHub with a code.

device-say = Sign in with your browser, on this machine or on any other:
device-open = Open
device-code = Type this code there
device-waiting = Waiting until you have agreed there
device-action-paste = paste a token instead
device-not-signed-in = You are not signed in to GitHub.
arg-github-client-id = Client ID of your own OAuth app with device flow enabled: where no token is found, the wizard signs in by a code
device-expired = The code expired before anybody agreed to it. Nothing was signed in; ask for a new code.
device-denied = GitHub says that the request was refused in the browser. Nothing was signed in; ask for a new code, or paste a token.
device-unknown-code = GitHub does not know the code that it gave (any more). Nothing was signed in; ask for a new code.
