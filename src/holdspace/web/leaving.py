"""What happens when somebody leaves quickly."""

from django.dispatch import Signal

# Sent with ``request`` and ``response`` before the answer to /leave/ goes out.
# Rooms above end what they hold open (the unlocked session) and may clear
# their cookies on ``response``. A receiver that fails does not stop the others,
# and never keeps the person on the page.
LEAVING = Signal()
